namespace Aspire.Hosting.ApplicationModel;

/// <summary>The usual states of a resource.</summary>
public static class KnownResourceStates
{
    /// <summary>Not started, and nobody asked for it.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>Waiting for its dependencies.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Starting.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Running.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>It could not be started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>What should run it does not work.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    /// <summary>Stopping.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Ended, and not by itself or not well.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Ended by itself, with exit code 0.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>The states after which nothing follows.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}
