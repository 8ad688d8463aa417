namespace Aspire.Hosting.Orchestration;

/// <summary>How a process is started and stopped.</summary>
internal sealed record ProcessSpec(string Command, IReadOnlyList<string> Arguments)
{
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Variables set in addition to those inherited; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The signal that asks the process to stop.</summary>
    public string StopSignal { get; init; } = "TERM";

    /// <summary>How long it may take to stop before it is killed.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);
}
