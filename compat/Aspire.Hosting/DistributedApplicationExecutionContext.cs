namespace Aspire.Hosting;

/// <summary>How the application is executed; this build only ever runs it.</summary>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    /// <summary>What is done.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>Whether the application runs.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>Whether a manifest is written.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;
}

/// <summary>What can be done with an application.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>It runs.</summary>
    Run,

    /// <summary>It is written down for deployment.</summary>
    Publish,
}
