using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.Gateway.CustomRoles;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tokens;

/// <summary>Makes a token that speaks for a subject.</summary>
internal sealed class CreateToken(Mutations mutations, KnownRoles roles, RoleQueries recorded)
{
    private const string Permission = "identity.tokens.create";

    public async Task<Mutated<Token>> HandleAsync(CreateTokenRequest request, CancellationToken cancellation)
    {
        // A role may have been made on another node just now.
        if (!request.Roles.All(roles.Has)) roles.Learn(await recorded.AllAsync(cancellation));
        TokenRequests.Check(request, roles);
        foreach (var workspace in request.Workspaces.Where(workspace => !Caller.Current.MayEnterAll([workspace])))
            throw new NotFoundException("workspace", workspace);
        Grants.Require(request.Roles.SelectMany(roles.PermissionsOf), Permission);
        return await CreateAsync(request, cancellation);
    }

    /// <summary>Without asking whether the caller may: for the gateway itself.</summary>
    public Task<Mutated<Token>> CreateAsync(CreateTokenRequest request, CancellationToken cancellation)
    {
        // Ids of version 7 ascend with time, so that tokens are listed by their creation with their id alone.
        var id = Guid.CreateVersion7().ToString("n");
        var caller = Caller.Current;
        using var platform = Platform.Enter();
        return mutations.ApplyAsync<Token>(Token.StreamOf(id), request, (_, now) => Decide(id, request, caller, now), cancellation);
    }

    public static IEnumerable<object> Decide(string id, CreateTokenRequest request, Caller caller, DateTimeOffset now) =>
    [
        new TokenCreated(
            id,
            request.Subject,
            [.. request.Roles.Distinct()],
            request.Workspaces.Count > 0 ? [.. request.Workspaces.Distinct()] : [caller.Workspace],
            OwnerOf(request, caller),
            request.Description,
            now.AddDays(request.ValidDays == 0 ? Limits.Days : request.ValidDays),
            caller.Subject,
            now,
            Replaces: ""),
    ];

    private static string? OwnerOf(CreateTokenRequest request, Caller caller)
    {
        if (!request.ServiceAccount) return null;
        return request.Owner.Length > 0 ? request.Owner : caller.Owner ?? caller.Subject;
    }
}
