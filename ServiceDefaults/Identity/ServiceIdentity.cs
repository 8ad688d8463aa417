namespace MlOps.ServiceDefaults.Identity;

/// <summary>The service as a caller of its own: <c>service:&lt;name&gt;</c> with the role <c>service</c>.</summary>
public sealed class ServiceIdentity(string service, IdentityKey key, TimeProvider time)
{
    /// <summary>The role of services.</summary>
    public const string Role = "service";

    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(5);

    /// <summary>The service's name, e.g. <c>registry</c>.</summary>
    public string Service { get; } = service;

    /// <summary>The actor that the service's own work is recorded under.</summary>
    public string Subject { get; } = $"service:{service}";

    /// <summary>Makes the service the current caller of background work, until the result is disposed.</summary>
    public IDisposable Act(string? correlationId = null, string? causationId = null, string workspace = Caller.DefaultWorkspace) =>
        AsCaller(correlationId, causationId, workspace).Enter();

    /// <summary>Signs a token for the service; good for five minutes, so take one for each call.</summary>
    public string IssueToken(string workspace = Caller.DefaultWorkspace) =>
        new AccessToken(Subject, [Role], workspace, (time.GetUtcNow() + TokenLife).ToUnixTimeSeconds()).Issue(key);

    /// <summary>
    /// A token for a caller who is not on the line: the service itself, or the person on whose behalf an operation runs, with the roles
    /// that the person had when it was started.
    /// </summary>
    internal string TokenFor(Caller caller) =>
        new AccessToken(caller.Subject, caller.Roles, caller.Workspace, (time.GetUtcNow() + TokenLife).ToUnixTimeSeconds()).Issue(key);

    internal Caller AsCaller(string? correlationId = null, string? causationId = null, string workspace = Caller.DefaultWorkspace) =>
        new(Subject, [Role], workspace, correlationId ?? Guid.NewGuid().ToString("n"), causationId);

    /// <summary>The caller of the running request or message, or else the service itself.</summary>
    internal Caller CurrentCaller => Caller.CurrentOrNone ?? AsCaller();
}
