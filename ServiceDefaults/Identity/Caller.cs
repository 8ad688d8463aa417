
namespace MlOps.ServiceDefaults.Identity;

/// <summary>
/// The ambient caller of the running code: subject, roles, workspace, correlation id and causation id. Set for each request, each consumed
/// message and each operation.
/// </summary>
public sealed record Caller(
    string Subject, IReadOnlyList<string> Roles, string Workspace, string CorrelationId, string? CausationId = null)
{
    /// <summary>The workspace of requests that name none.</summary>
    public const string DefaultWorkspace = "default";

    private static readonly AsyncLocal<Caller?> Ambient = new();

    /// <summary>
    /// The caller of the current request or message; background work sets one with <see cref="ServiceIdentity.Act"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no current caller.</exception>
    public static Caller Current =>
        Ambient.Value ?? throw new InvalidOperationException("There is no current caller: call ServiceIdentity.Act() in background work.");

    internal static Caller? CurrentOrNone => Ambient.Value;

    /// <summary>The workspaces of the caller's token; <c>*</c> is all of them.</summary>
    public IReadOnlyList<string> Workspaces { get; init; } = [Workspace];

    /// <summary>The service that calls on the subject's behalf, e.g. <c>service:registry</c>; null when there is none.</summary>
    public string? Via { get; init; }

    /// <summary>The id of the outside token that the call began with; empty for services.</summary>
    public string TokenId { get; init; } = "";

    /// <summary>The person who is answerable for a service account; null where the subject is the person.</summary>
    public string? Owner { get; init; }

    /// <summary>What the caller's custom roles allow, as patterns of permissions.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>The elevation under which the caller acts; null where there is none.</summary>
    public string? Elevation { get; init; }

    /// <summary>The workspaces that the caller may enter; in others than <see cref="Workspaces"/> it has other roles.</summary>
    internal IReadOnlyList<string> Enters { get; init; } = [Workspace];

    /// <summary>When some of what the caller may do ends; null where only the token's own end counts.</summary>
    internal DateTimeOffset? RightsEnd { get; init; }

    /// <summary>
    /// The person behind the call, in the form by which persons are compared: what rules such as four-eyes look at. A service account
    /// counts as its owner.
    /// </summary>
    public string Person => SubjectNames.Canonical(Owner ?? Subject);

    /// <summary>The inside token of the request, forwarded to other services; null in background work.</summary>
    internal InsideToken? Token { get; init; }

    /// <summary>Whether the caller's token holds in every workspace.</summary>
    public bool HoldsEverywhere => Workspaces.Contains(TokenHolder.AllWorkspaces);

    /// <summary>Whether the caller's token holds in all these workspaces.</summary>
    public bool MayEnterAll(IEnumerable<string> workspaces) => HoldsEverywhere || workspaces.All(Workspaces.Contains);

    /// <summary>Makes this the current caller until the returned scope is disposed.</summary>
    internal IDisposable Enter()
    {
        var before = Ambient.Value;
        Ambient.Value = this;
        return new Scope(before);
    }

    private sealed class Scope(Caller? before) : IDisposable
    {
        public void Dispose() => Ambient.Value = before;
    }
}
