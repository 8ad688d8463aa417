namespace Grpc.Core;

/// <summary>The seventeen outcomes a call can have, numbered as on the wire.</summary>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The caller cancelled the call.</summary>
    Cancelled = 1,

    /// <summary>An error of no known kind.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call ended.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be created exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota or a size limit is exhausted.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state that the call requires.</summary>
    FailedPrecondition = 9,

    /// <summary>A concurrency conflict ended the call.</summary>
    Aborted = 10,

    /// <summary>The call went past a valid range.</summary>
    OutOfRange = 11,

    /// <summary>The method is not implemented here.</summary>
    Unimplemented = 12,

    /// <summary>An invariant of the system is broken.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached now; a retry may succeed.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or corrupted.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
