using System.Security.Cryptography;
using Google.Protobuf;
using Marten;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Operations;

/// <summary>Puts a request into the queue of its kind.</summary>
public sealed class StartOperation(Mutations mutations, CommitSignals signals)
{
    /// <summary>Bytes that a request may have; what is larger goes into the blob store before.</summary>
    public const int MaxRequestBytes = 1024 * 1024;

    /// <summary>The signal that an operation of a kind was added.</summary>
    internal static string Added(string kind) => $"operations/{kind}";

    /// <summary>
    /// Starts an operation for a request that was checked; a repeated <c>request_id</c> gives the first one. The request's
    /// <c>expected_version</c> is for the work itself.
    /// </summary>
    /// <param name="kind">The kind's name.</param>
    /// <param name="subject">Stream key of what it works on.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellation">Of the call.</param>
    public async Task<Operation> HandleAsync(string kind, string subject, IMessage request, CancellationToken cancellation)
    {
        var caller = Caller.Current;
        var bytes = BytesOf(request);
        var id = Guid.CreateVersion7().ToString();
        var started = await mutations.ApplyAsync<Operation>(
            Operation.StreamOf(id),
            WithoutExpectation(request),
            (_, now) => [QueuedOf(id, kind, subject, bytes, caller, now)],
            cancellation,
            (session, _) => OperationQueue.Add(session, id, kind, bytes, caller, CausedBy(session, id)));
        signals.Raise(Added(kind));
        return started.State;
    }

    /// <summary>
    /// Starts an operation in the transaction of <paramref name="session"/>, for requests that change something else as well; call
    /// <see cref="Queued"/> after the commit.
    /// </summary>
    public static void Queue(
        IDocumentSession session, string id, string kind, string subject, IMessage request, DateTimeOffset now)
    {
        var bytes = BytesOf(request);
        session.Events.StartStream<Operation>(Operation.StreamOf(id), QueuedOf(id, kind, subject, bytes, Caller.Current, now));
        OperationQueue.Add(session, id, kind, bytes, Caller.Current, CausedBy(session, id));
    }

    /// <summary>Wakes the workers of a kind.</summary>
    public void Queued(string kind) => signals.Raise(Added(kind));

    private static OperationQueued QueuedOf(
        string id, string kind, string subject, byte[] request, Caller caller, DateTimeOffset now) =>
        new(id, kind, subject, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(request))}", caller.Subject, now);

    // What the operation does is caused by the event that queued it.
    private static Guid CausedBy(IDocumentSession session, string id) =>
        session.PendingChanges.Streams().Single(stream => stream.Key == Operation.StreamOf(id)).Events[^1].Id;

    private static byte[] BytesOf(IMessage request) => request.CalculateSize() <= MaxRequestBytes
        ? request.ToByteArray()
        : throw new LimitExceededException("request size", $"The request of an operation may have at most {MaxRequestBytes} bytes.");

    private static IMessage WithoutExpectation(IMessage request)
    {
        if (request.Descriptor.FindFieldByName("expected_version") is not { HasPresence: true } expected) return request;
        if (!expected.Accessor.HasValue(request)) return request;
        var copy = request.Descriptor.Parser.ParseFrom(request.ToByteArray());
        expected.Accessor.Clear(copy);
        return copy;
    }
}
