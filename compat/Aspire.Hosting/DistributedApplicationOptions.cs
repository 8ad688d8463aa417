namespace Aspire.Hosting;

/// <summary>How an application is created.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line, read as configuration.</summary>
    public string[]? Args { get; set; }

    /// <summary>The assembly of the AppHost project; by default the one that the process was started with.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Whether there is no dashboard.</summary>
    public bool DisableDashboard { get; set; }
}
