namespace MlOps.ServiceDefaults.Identity;

/// <summary>The service's own identity for background work: subject <c>service:&lt;name&gt;</c>, role <c>service</c>.</summary>
public sealed class ServiceIdentity(string service, IdentityKey key, TimeProvider time)
{
    /// <summary>The role of service identities.</summary>
    public const string Role = "service";

    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(5);

    /// <summary>The service's name, e.g. <c>registry</c>.</summary>
    public string Service { get; } = service;

    /// <summary>The actor recorded in events of background work, e.g. <c>service:registry</c>.</summary>
    public string Subject { get; } = $"service:{service}";

    /// <summary>Makes the service the current caller until the returned scope is disposed.</summary>
    public IDisposable Act(string? correlationId = null, string? causationId = null, string workspace = Caller.DefaultWorkspace) =>
        AsCaller(correlationId, causationId, workspace).Enter();

    /// <summary>Issues a token for the service that expires after five minutes: issue one per call.</summary>
    public string IssueToken(string workspace = Caller.DefaultWorkspace) =>
        new AccessToken(Subject, [Role], workspace, (time.GetUtcNow() + TokenLife).ToUnixTimeSeconds()).Issue(key);

    /// <summary>
    /// Issues a token for background work: for the service itself, or for the user on whose behalf an operation runs, with the roles
    /// that the user had when the operation was queued.
    /// </summary>
    internal string TokenFor(Caller caller) =>
        new AccessToken(caller.Subject, caller.Roles, caller.Workspace, (time.GetUtcNow() + TokenLife).ToUnixTimeSeconds()).Issue(key);

    internal Caller AsCaller(string? correlationId = null, string? causationId = null, string workspace = Caller.DefaultWorkspace) =>
        new(Subject, [Role], workspace, correlationId ?? Guid.NewGuid().ToString("n"), causationId);

    /// <summary>The caller of the current request or message; outside of both, the service itself.</summary>
    internal Caller CurrentCaller => Caller.CurrentOrNone ?? AsCaller();
}
