namespace MlOps.ServiceDefaults.Identity;

/// <summary>The service's own identity for background work: subject <c>service:&lt;name&gt;</c>, role <c>service</c>.</summary>
public sealed class ServiceIdentity(string service)
{
    /// <summary>The role of service identities.</summary>
    public const string Role = "service";

    /// <summary>How the subjects of services begin; those of nobody else do.</summary>
    public const string Prefix = "service:";

    /// <summary>The service's name, e.g. <c>registry</c>.</summary>
    public string Service { get; } = service;

    /// <summary>The actor recorded in events of background work, e.g. <c>service:registry</c>.</summary>
    public string Subject { get; } = Prefix + service;

    /// <summary>Makes the service the current caller until the returned scope is disposed.</summary>
    public IDisposable Act(string? correlationId = null, string? causationId = null, string workspace = Caller.DefaultWorkspace) =>
        AsCaller(correlationId, causationId, workspace).Enter();

    internal Caller AsCaller(string? correlationId = null, string? causationId = null, string workspace = Caller.DefaultWorkspace) =>
        new(Subject, [Role], workspace, correlationId ?? Guid.NewGuid().ToString("n"), causationId)
        {
            Workspaces = [TokenHolder.AllWorkspaces],
        };

    /// <summary>The caller of the current request or message; outside of both, the service itself.</summary>
    internal Caller CurrentCaller => Caller.CurrentOrNone ?? AsCaller();
}
