using System.Security.Cryptography;
using Google.Protobuf;
using Marten;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Operations;

/// <summary>Queues requests as operations.</summary>
public sealed class StartOperation(Mutations mutations, CommitSignals signals)
{
    /// <summary>The maximum size of a request, in bytes; put larger payloads into the blob store first (claim check).</summary>
    public const int MaxRequestBytes = 1024 * 1024;

    /// <summary>An id for an operation; ids rise with time.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString();

    /// <summary>The commit signal that an operation of a kind was queued.</summary>
    internal static string Added(string kind) => $"operations/{kind}";

    /// <summary>
    /// Queues an operation for a validated request; idempotent by <c>request_id</c>. <c>expected_version</c> is the subject's: it is
    /// checked here, and by the operation itself when it commits.
    /// </summary>
    /// <param name="kind">The name of the operation kind.</param>
    /// <param name="subject">The stream key of the resource it works on.</param>
    /// <param name="revision">The current version of the subject; 0 if it does not exist.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">The cancellation token of the call.</param>
    /// <param name="newId">The id of a new operation, from <see cref="NewId"/>, for callers that need it before; null for any.</param>
    /// <exception cref="LimitExceededException">The request is larger than <see cref="MaxRequestBytes"/>.</exception>
    /// <exception cref="VersionConflictException">The subject is not at the expected version.</exception>
    public async Task<Operation> HandleAsync(
        string kind, string subject, long revision, IMessage request, CancellationToken cancellation, string? newId = null)
    {
        var caller = Caller.Current;
        var mutation = MutationRequest.Of(request);
        var bytes = BytesOf(request);
        var id = newId ?? NewId();
        var started = await mutations.ApplyAsync<Operation>(
            Operation.StreamOf(id),
            mutation.OfOtherStream(),
            (_, now) => mutation.ExpectedVersion is { } expected && expected != revision
                ? throw new VersionConflictException($"{subject} is not at the expected version {expected}")
                : [QueuedOf(id, kind, subject, bytes, caller, now)],
            (session, _) => OperationQueue.Add(session, id, kind, bytes, caller, CausedBy(session, id)),
            cancellation);
        signals.Raise(Added(kind));
        return started.State;
    }

    /// <summary>
    /// Queues an operation in the transaction of <paramref name="session"/>, together with other changes. Call <see cref="Queued"/> after
    /// the commit.
    /// </summary>
    /// <exception cref="LimitExceededException">The request is larger than <see cref="MaxRequestBytes"/>.</exception>
    public static void Queue(
        IDocumentSession session, string id, string kind, string subject, IMessage request, DateTimeOffset now)
    {
        var bytes = BytesOf(request);
        session.Events.StartStream<Operation>(Operation.StreamOf(id), QueuedOf(id, kind, subject, bytes, Caller.Current, now));
        OperationQueue.Add(session, id, kind, bytes, Caller.Current, CausedBy(session, id));
    }

    /// <summary>Wakes the workers of a kind on all nodes.</summary>
    public void Queued(string kind) => signals.Raise(Added(kind));

    private static OperationQueued QueuedOf(
        string id, string kind, string subject, byte[] request, Caller caller, DateTimeOffset now) =>
        new(id, kind, subject, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(request))}", caller.Subject, now);

    // The causation id of the operation's own events is the id of the event that queued it.
    private static Guid CausedBy(IDocumentSession session, string id) =>
        session.PendingChanges.Streams().Single(stream => stream.Key == Operation.StreamOf(id)).Events[^1].Id;

    private static byte[] BytesOf(IMessage request) => request.CalculateSize() <= MaxRequestBytes
        ? request.ToByteArray()
        : throw new LimitExceededException("request size", $"The request of an operation may have at most {MaxRequestBytes} bytes.");
}
