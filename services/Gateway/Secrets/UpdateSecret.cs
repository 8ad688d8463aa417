using Google.Protobuf;
using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Secrets;

/// <summary>Gives a secret a new version.</summary>
internal sealed class UpdateSecret(SecretWriter writer)
{
    public Task<Mutated<Secret>> HandleAsync(UpdateSecretRequest request, CancellationToken cancellation)
    {
        SecretRequests.Check(request);
        var actor = Caller.Current.Subject;
        var withoutValue = new UpdateSecretRequest(request) { Value = ByteString.Empty };
        return writer.WriteAsync(
            request.Name, withoutValue, request.Value, (secret, now) => Decide(secret, withoutValue, actor, now), cancellation);
    }

    /// <exception cref="NotFoundException">There is no such secret, or none any more.</exception>
    public static IEnumerable<object> Decide(Secret? secret, UpdateSecretRequest request, string actor, DateTimeOffset now)
    {
        var existing = SecretQueries.Existing(secret, request.Name);
        var description = request.HasDescription && request.Description != existing.Description ? request.Description : null;
        var removed = existing.Versions.Take(existing.Versions.Count + 1 - Limits.SecretVersions).Select(version => version.Version);
        return
        [
            new SecretUpdated(
                existing.Workspace, existing.Name, description, existing.LatestVersion + 1, actor, now, [.. removed]),
        ];
    }
}
