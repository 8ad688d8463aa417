namespace MlOps.ServiceDefaults.Identity;

/// <summary>
/// Signs what the service shows to other services, with its own key and for one of them at a time: for itself, or for the person on
/// whose behalf it works.
/// </summary>
internal sealed class ServiceTokens(ServiceIdentity identity, SigningKey key, TimeProvider time)
{
    /// <summary>How long one holds.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    private readonly RenewedTokens<string> own = new(Life, time);
    private readonly RenewedTokens<Delegated> delegated = new(Life, time);

    /// <summary>The service as itself, at the service that it calls.</summary>
    public string Own(string called) => own.Get(called, (to, from, until) => new TokenContent(
        TokenTypes.Service, identity.Subject, Audiences.Of(to), new TokenHolder(identity.Subject, [ServiceIdentity.Role], [], ""),
        from, until).Sign(key));

    /// <summary>A person, with the roles that the person had when the work began, in the workspace of the work.</summary>
    public string ActingFor(Caller person, string called) => delegated.Get(
        new Delegated(
            called, person.Subject, string.Join(' ', person.Roles), person.Workspace, person.TokenId, person.Owner,
            string.Join(' ', person.Permissions), person.Elevation),
        (to, from, until) => new TokenContent(
            TokenTypes.Delegation, identity.Subject, Audiences.Of(to.Called),
            TokenHolder.Of(person) with { Workspaces = [to.Workspace] }, from, until).Sign(key));

    private sealed record Delegated(
        string Called, string Subject, string Roles, string Workspace, string TokenId, string? Owner, string Permissions,
        string? Elevation);
}
