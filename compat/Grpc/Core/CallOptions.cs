using System.Diagnostics.CodeAnalysis;

namespace Grpc.Core;

/// <summary>What one call asks for beyond its request.</summary>
/// <param name="headers">Sent before the first message.</param>
/// <param name="deadline">The moment, in UTC, when the call ends with DEADLINE_EXCEEDED.</param>
/// <param name="cancellationToken">Cancels the call.</param>
/// <param name="writeOptions">Holds for every message of the call that names none of its own.</param>
/// <param name="propagationToken">Ties the call to the one it is made for.</param>
/// <param name="credentials">Prove who calls, in addition to the channel's.</param>
[SuppressMessage("Design", "CA1068", Justification = "The original's order of parameters.")]
public struct CallOptions(
    Metadata? headers = null,
    DateTime? deadline = null,
    CancellationToken cancellationToken = default,
    WriteOptions? writeOptions = null,
    ContextPropagationToken? propagationToken = null,
    CallCredentials? credentials = null)
{
    /// <summary>Sent before the first message.</summary>
    public Metadata? Headers { get; private set; } = headers;

    /// <summary>The moment, in UTC, when the call ends with DEADLINE_EXCEEDED.</summary>
    public DateTime? Deadline { get; private set; } = deadline;

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { get; private set; } = cancellationToken;

    /// <summary>Holds for every message of the call that names none of its own.</summary>
    public WriteOptions? WriteOptions { get; private set; } = writeOptions;

    /// <summary>Ties the call to the one it is made for.</summary>
    public ContextPropagationToken? PropagationToken { get; } = propagationToken;

    /// <summary>Prove who calls, in addition to the channel's.</summary>
    public CallCredentials? Credentials { get; private set; } = credentials;

    /// <summary>Whether the call waits for a connection instead of failing without one.</summary>
    public bool IsWaitForReady { get; private set; }

    /// <summary>The same options with other headers.</summary>
    public CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    /// <summary>The same options with another deadline.</summary>
    public CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    /// <summary>The same options with another cancellation token.</summary>
    public CallOptions WithCancellationToken(CancellationToken cancellationToken) => this with { CancellationToken = cancellationToken };

    /// <summary>The same options with other write options.</summary>
    public CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };

    /// <summary>The same options with other credentials.</summary>
    public CallOptions WithCredentials(CallCredentials credentials) => this with { Credentials = credentials };

    /// <summary>The same options with another answer to whether the call waits for a connection.</summary>
    public CallOptions WithWaitForReady(bool waitForReady = true) => this with { IsWaitForReady = waitForReady };
}
