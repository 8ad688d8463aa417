using JasperFx.Events;
using Marten.Events;
using Marten.Internal.Operations;
using Marten.Services;

namespace Marten.Internal.Sessions;

/// <summary>What a session has queued: operations in order, and one append per stream.</summary>
internal sealed class UnitOfWork : IUnitOfWork, IChangeSet
{
    private readonly List<StorageOperation> operations = [];
    private readonly Dictionary<object, StreamAction> streams = [];

    public IReadOnlyList<StorageOperation> Operations => operations;

    public IReadOnlyCollection<StreamAction> AllStreams => streams.Values;

    public bool IsEmpty => operations.Count == 0 && !streams.Values.Any(IsSent);

    public IEnumerable<object> Updated => Updates();

    public IEnumerable<object> Inserted => Inserts();

    public void Add(StorageOperation operation)
    {
        lock (operations) operations.Add(operation);
    }

    public void Add(StreamAction stream) => streams[stream.Identity] = stream;

    /// <summary>What a save sends, in order: the appends, then the operations.</summary>
    public List<StorageOperation> Commands(EventGraph events)
    {
        var commands = new List<StorageOperation>(streams.Count + operations.Count + 1);
        foreach (var stream in streams.Values)
        {
            if (IsSent(stream)) commands.Add(new AppendEvents(stream, events));
        }

        commands.AddRange(operations);
        return commands;
    }

    public StreamAction? StreamFor(object identity) => streams.GetValueOrDefault(identity);

    public IEnumerable<object> Updates() => Writes(k => k != WriteKind.Insert);

    public IEnumerable<object> Inserts() => Writes(k => k == WriteKind.Insert);

    public IList<StreamAction> Streams() => [.. GetStreams()];

    public IEnumerable<StreamAction> GetStreams() => streams.Values.Where(s => s.Events.Count > 0);

    public IEnumerable<IEvent> GetEvents() => GetStreams().SelectMany(s => s.Events);

    private static bool IsSent(StreamAction stream) => stream.Events.Count > 0 || stream.AlwaysEnforceConsistency;

    private IEnumerable<object> Writes(Func<WriteKind, bool> isKind) =>
        operations.OfType<WriteDocument>().Where(w => isKind(w.Kind)).Select(w => w.Document);
}
