using System.Security.Claims;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>On whose behalf the running code acts, and what led to it: set for each request and each consumed message.</summary>
public sealed record Caller(
    string Subject, IReadOnlyList<string> Roles, string Workspace, string CorrelationId, string? CausationId = null)
{
    /// <summary>The workspace of tokens that name none.</summary>
    public const string DefaultWorkspace = "default";

    private const string AdminRole = "admin";
    private static readonly AsyncLocal<Caller?> Ambient = new();

    /// <summary>
    /// The caller of this request or message. Outside of both, an <see cref="InvalidOperationException"/>:
    /// see <see cref="ServiceIdentity.Act"/>.
    /// </summary>
    public static Caller Current =>
        Ambient.Value ?? throw new InvalidOperationException("Nobody is calling here: background work begins with ServiceIdentity.Act().");

    internal static Caller? CurrentOrNone => Ambient.Value;

    /// <summary>The bearer token that came with the request, to be forwarded; null in a service's own work.</summary>
    internal string? Token { get; init; }

    /// <summary>Throws <see cref="PermissionDeniedException"/> unless the current caller has one of the roles (admin has all).</summary>
    public static void Require(params string[] anyOf)
    {
        var caller = Current;
        if (!caller.Has(anyOf)) throw new PermissionDeniedException($"{caller.Subject} lacks the role {string.Join(" or ", anyOf)}");
    }

    /// <summary>Whether the caller has one of the roles (admin has all).</summary>
    public bool Has(params string[] anyOf) => Roles.Contains(AdminRole) || anyOf.Any(Roles.Contains);

    /// <summary>Makes this the current caller until the result is disposed.</summary>
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
