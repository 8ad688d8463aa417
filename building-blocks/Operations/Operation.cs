namespace MlOps.Operations;

/// <summary>An operation was queued. The request itself is in the queue; the event has its digest.</summary>
public sealed record OperationQueued(
    string OperationId, string Kind, string Subject, string RequestDigest, string By, DateTimeOffset At);

/// <summary>An operation succeeded.</summary>
public sealed record OperationSucceeded(string OperationId, string Kind, string Subject, OperationResult Result, DateTimeOffset At);

/// <summary>An operation failed.</summary>
public sealed record OperationFailed(string OperationId, string Kind, string Subject, OperationError Error, DateTimeOffset At);

/// <summary>An operation was cancelled.</summary>
public sealed record OperationCancelled(string OperationId, string Kind, string Subject, string By, DateTimeOffset At);

/// <summary>The result of an operation: a protobuf message, inline or as a digest in the blob store.</summary>
/// <param name="Type">The full protobuf name of the message.</param>
/// <param name="Bytes">The serialized message; null if <paramref name="Digest"/> is set.</param>
/// <param name="Digest">The digest of the serialized message; null if <paramref name="Bytes"/> is set.</param>
public sealed record OperationResult(string Type, byte[]? Bytes, string? Digest);

/// <summary>The error of a failed operation.</summary>
/// <param name="Code">The <c>google.rpc.Code</c>.</param>
/// <param name="Message">The human-readable message.</param>
/// <param name="Status">The serialized <c>google.rpc.Status</c> with details.</param>
public sealed record OperationError(int Code, string Message, byte[] Status);

/// <summary>The state of an operation. Whether an active one is queued or running is in the queue, not in events.</summary>
public enum OperationState
{
    Active,
    Succeeded,
    Failed,
    Cancelled,
}

/// <summary>A long-running operation, in stream <c>operation/&lt;id&gt;</c>.</summary>
public sealed record Operation(
    string Id, string OperationId, string Kind, string Subject, OperationState State, string By, DateTimeOffset QueuedAt,
    DateTimeOffset? EndedAt = null, OperationResult? Result = null, OperationError? Error = null, string CancelledBy = "",
    long Revision = 1)
{
    /// <summary>The prefix of the stream keys.</summary>
    public const string StreamPrefix = "operation/";

    /// <summary>The stream key of an operation.</summary>
    public static string StreamOf(string id) => StreamPrefix + id;

    public static Operation Create(OperationQueued e) =>
        new(StreamOf(e.OperationId), e.OperationId, e.Kind, e.Subject, OperationState.Active, e.By, e.At);

    public Operation Apply(OperationSucceeded e) => Ended(OperationState.Succeeded, e.At) with { Result = e.Result };

    public Operation Apply(OperationFailed e) => Ended(OperationState.Failed, e.At) with { Error = e.Error };

    public Operation Apply(OperationCancelled e) => Ended(OperationState.Cancelled, e.At) with { CancelledBy = e.By };

    private Operation Ended(OperationState state, DateTimeOffset at) => this with { State = state, EndedAt = at, Revision = Revision + 1 };
}
