using JasperFx.Events;
using Marten.Events;
using Marten.Exceptions;
using Marten.Internal.Operations;
using Marten.Internal.Sessions;
using Npgsql;

namespace Marten.Internal.Events;

/// <summary>Queues appends in a session.</summary>
internal sealed partial class EventStore(DocumentSession session) : QueryEventStore(session), Marten.Events.IEventStoreOperations
{
    private readonly EventGraph events = session.Options.EventGraph;

    public IEvent BuildEvent(object data) => events.BuildEvent(data);

    public StreamAction Append(Guid stream, IEnumerable<object> events) => Append((object)stream, null, events);

    public StreamAction Append(Guid stream, params object[] events) => Append((object)stream, null, events);

    public StreamAction Append(string stream, IEnumerable<object> events) => Append((object)stream, null, events);

    public StreamAction Append(string stream, params object[] events) => Append((object)stream, null, events);

    public StreamAction Append(Guid stream, long expectedVersion, IEnumerable<object> events) => Append((object)stream, expectedVersion, events);

    public StreamAction Append(Guid stream, long expectedVersion, params object[] events) => Append((object)stream, expectedVersion, events);

    public StreamAction Append(string stream, long expectedVersion, IEnumerable<object> events) => Append((object)stream, expectedVersion, events);

    public StreamAction Append(string stream, long expectedVersion, params object[] events) => Append((object)stream, expectedVersion, events);

    public Task AppendOptimistic(string streamKey, CancellationToken token, params object[] events) => AppendToExistingAsync(streamKey, events, false, token);

    public Task AppendOptimistic(string streamKey, params object[] events) => AppendToExistingAsync(streamKey, events, false, default);

    public Task AppendOptimistic(Guid streamId, CancellationToken token, params object[] events) => AppendToExistingAsync(streamId, events, false, token);

    public Task AppendOptimistic(Guid streamId, params object[] events) => AppendToExistingAsync(streamId, events, false, default);

    public Task AppendExclusive(string streamKey, CancellationToken token, params object[] events) => AppendToExistingAsync(streamKey, events, true, token);

    public Task AppendExclusive(string streamKey, params object[] events) => AppendToExistingAsync(streamKey, events, true, default);

    public Task AppendExclusive(Guid streamId, CancellationToken token, params object[] events) => AppendToExistingAsync(streamId, events, true, token);

    public Task AppendExclusive(Guid streamId, params object[] events) => AppendToExistingAsync(streamId, events, true, default);

    public void ArchiveStream(Guid streamId) => Archive(streamId);

    public void ArchiveStream(string streamKey) => Archive(streamKey);

    public void OverwriteEvent(IEvent e) => session.Work.Add(EventOperations.Overwrite(events, session.Options.JsonSerializer, e));

    /// <summary>The queued append to a stream, made where there is none.</summary>
    public StreamAction ActionFor(object stream, StreamActionType type)
    {
        CheckIdentity(stream);
        if (session.Work.StreamFor(stream) is { } queued) return queued;
        var action = stream is string key ? new StreamAction(key, type) : new StreamAction((Guid)stream, type);
        action.TenantId = session.TenantId;
        session.Work.Add(action);
        return action;
    }

    private StreamAction Append(object stream, long? versionAfter, IEnumerable<object> added)
    {
        var action = ActionFor(stream, StreamActionType.Append);
        action.AddEvents([.. added.Select(events.BuildEvent)]);
        if (versionAfter is not { } after) return action;
        action.ExpectedVersionOnServer = after - action.Events.Count;
        if (action.ExpectedVersionOnServer < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(versionAfter), after,
                "The expected version must be the version after the append, thus at least the number of events.");
        }

        return action;
    }

    private async Task AppendToExistingAsync(object stream, object[] added, bool isExclusive, CancellationToken token)
    {
        CheckIdentity(stream);
        await session.Owner.Schema.EnsureEventsAsync();
        var version = await ReadVersionAsync(stream, isExclusive, token) ?? throw new NonExistentStreamException(stream);
        Append(stream, null, added).ExpectedVersionOnServer = version;
    }

    /// <summary>The stream's version, null where it does not exist; locks it until the session saves, where exclusive.</summary>
    private async Task<long?> ReadVersionAsync(object stream, bool isExclusive, CancellationToken token)
    {
        if (isExclusive) await session.BeginTransactionAsync(token);
        long? version = null;
        try
        {
            await session.ReadAsync([StreamQuery.Version(events, stream, session.TenantId, isExclusive)], reader => version = reader.GetInt64(0), token);
        }
        catch (MartenCommandException failure) when (isExclusive && IsLockTimeout(failure.InnerException))
        {
            throw new StreamLockedException(stream, failure.InnerException!);
        }
        catch (NpgsqlException failure) when (isExclusive && failure.InnerException is TimeoutException)
        {
            throw new StreamLockedException(stream, failure);
        }

        return version;
    }

    private static bool IsLockTimeout(Exception? failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled };

    private void Archive(object stream)
    {
        CheckIdentity(stream);
        session.Work.Add(EventOperations.Archive(events, stream, session.TenantId));
    }
}
