using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Secrets;

/// <summary>Gives a version to no service any more.</summary>
internal sealed class DisableSecretVersion(Mutations mutations)
{
    public Task<Mutated<Secret>> HandleAsync(DisableSecretVersionRequest request, CancellationToken cancellation)
    {
        SecretRequests.Check(request);
        var caller = Caller.Current;
        return mutations.ApplyAsync<Secret>(
            Secret.StreamOf(caller.Workspace, request.Name), request, (secret, now) => Decide(secret, request, caller.Subject, now),
            cancellation);
    }

    /// <summary>A version that is disabled already stays as it is.</summary>
    /// <exception cref="NotFoundException">There is no such secret or version, or none any more.</exception>
    public static IEnumerable<object> Decide(Secret? secret, DisableSecretVersionRequest request, string actor, DateTimeOffset now)
    {
        var existing = SecretQueries.Existing(secret, request.Name);
        var version = SecretQueries.VersionOf(existing, request.Version);
        return version.Disabled
            ? []
            : [new SecretVersionDisabled(existing.Workspace, existing.Name, version.Version, actor, now, request.Reason)];
    }
}
