using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Secrets;

/// <summary>Destroys the values of a secret with their data keys; the events stay.</summary>
internal sealed class DeleteSecret(Mutations mutations)
{
    public Task<Mutated<Secret>> HandleAsync(DeleteSecretRequest request, CancellationToken cancellation)
    {
        SecretRequests.Check(request);
        var caller = Caller.Current;
        return mutations.ApplyAsync<Secret>(
            Secret.StreamOf(caller.Workspace, request.Name), request, (secret, now) => Decide(secret, request, caller.Subject, now),
            cancellation, (session, _) => Envelopes.RemoveAll(session, caller.Workspace, request.Name));
    }

    /// <exception cref="NotFoundException">There is no such secret, or none any more.</exception>
    public static IEnumerable<object> Decide(Secret? secret, DeleteSecretRequest request, string actor, DateTimeOffset now)
    {
        var existing = SecretQueries.Existing(secret, request.Name);
        return [new SecretDeleted(existing.Workspace, existing.Name, existing.LatestVersion, actor, now, request.Reason)];
    }
}
