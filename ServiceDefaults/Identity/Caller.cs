using System.Security.Claims;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>
/// The ambient caller of the running code: subject, roles, workspace, correlation id and causation id. Set for each request, each consumed
/// message and each operation.
/// </summary>
public sealed record Caller(
    string Subject, IReadOnlyList<string> Roles, string Workspace, string CorrelationId, string? CausationId = null)
{
    /// <summary>The workspace of tokens without a workspace claim.</summary>
    public const string DefaultWorkspace = "default";

    private static readonly AsyncLocal<Caller?> Ambient = new();

    /// <summary>
    /// The caller of the current request or message; background work sets one with <see cref="ServiceIdentity.Act"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no current caller.</exception>
    public static Caller Current =>
        Ambient.Value ?? throw new InvalidOperationException("There is no current caller: call ServiceIdentity.Act() in background work.");

    internal static Caller? CurrentOrNone => Ambient.Value;

    /// <summary>The bearer token of the request, forwarded to other services; null in background work.</summary>
    internal string? Token { get; init; }

    /// <summary>Makes this the current caller until the returned scope is disposed.</summary>
    internal IDisposable Enter()
    {
        var before = Ambient.Value;
        Ambient.Value = this;
        return new Scope(before);
    }

    internal static Caller Of(ClaimsPrincipal user, string correlationId, string? causationId, string? token) => new(
        user.Identity?.Name ?? "",
        [.. user.FindAll(ClaimTypes.Role).Select(c => c.Value)],
        user.FindFirstValue(BearerHandler.WorkspaceClaim) ?? DefaultWorkspace,
        correlationId,
        causationId)
    {
        Token = token,
    };

    private sealed class Scope(Caller? before) : IDisposable
    {
        public void Dispose() => Ambient.Value = before;
    }
}
