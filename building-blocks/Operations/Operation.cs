namespace MlOps.Operations;

/// <summary>Somebody started an operation. What was asked for is in the queue, by its digest here.</summary>
public sealed record OperationQueued(
    string OperationId, string Kind, string Subject, string RequestDigest, string By, DateTimeOffset At);

/// <summary>It did what it was to do.</summary>
public sealed record OperationSucceeded(string OperationId, string Kind, string Subject, OperationResult Result, DateTimeOffset At);

/// <summary>It could not.</summary>
public sealed record OperationFailed(string OperationId, string Kind, string Subject, OperationError Error, DateTimeOffset At);

/// <summary>Somebody ended it.</summary>
public sealed record OperationCancelled(string OperationId, string Kind, string Subject, string By, DateTimeOffset At);

/// <summary>What an operation led to: a message, itself or, where it is large, by the digest of its bytes in the blob store.</summary>
/// <param name="Type">Full name of the message.</param>
/// <param name="Bytes">The message; null where <paramref name="Digest"/> is set.</param>
/// <param name="Digest">Digest of the message's bytes; null where <paramref name="Bytes"/> is set.</param>
public sealed record OperationResult(string Type, byte[]? Bytes, string? Digest);

/// <summary>Why an operation failed.</summary>
/// <param name="Code">A <c>google.rpc.Code</c>.</param>
/// <param name="Message">For people.</param>
/// <param name="Status">The whole <c>google.rpc.Status</c> with its details, as protobuf.</param>
public sealed record OperationError(int Code, string Message, byte[] Status);

/// <summary>How an operation stands. Whether a worker has it at the moment is not recorded: the queue knows.</summary>
public enum OperationState
{
    Active,
    Succeeded,
    Failed,
    Cancelled,
}

/// <summary>Work that takes longer than a call should: stream <c>operation/&lt;id&gt;</c>.</summary>
public sealed record Operation(
    string Id, string OperationId, string Kind, string Subject, OperationState State, string By, DateTimeOffset QueuedAt,
    DateTimeOffset? EndedAt = null, OperationResult? Result = null, OperationError? Error = null, string CancelledBy = "",
    long Revision = 1)
{
    /// <summary>Prefix of the streams.</summary>
    public const string StreamPrefix = "operation/";

    /// <summary>The stream of an operation.</summary>
    public static string StreamOf(string id) => StreamPrefix + id;

    public static Operation Create(OperationQueued e) =>
        new(StreamOf(e.OperationId), e.OperationId, e.Kind, e.Subject, OperationState.Active, e.By, e.At);

    public Operation Apply(OperationSucceeded e) => Ended(OperationState.Succeeded, e.At) with { Result = e.Result };

    public Operation Apply(OperationFailed e) => Ended(OperationState.Failed, e.At) with { Error = e.Error };

    public Operation Apply(OperationCancelled e) => Ended(OperationState.Cancelled, e.At) with { CancelledBy = e.By };

    private Operation Ended(OperationState state, DateTimeOffset at) => this with { State = state, EndedAt = at, Revision = Revision + 1 };
}
