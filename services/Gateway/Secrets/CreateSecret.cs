using Google.Protobuf;
using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Secrets;

/// <summary>Makes a secret in the caller's workspace.</summary>
internal sealed class CreateSecret(SecretWriter writer, Mutations mutations, Envelopes envelopes)
{
    public async Task<Mutated<Secret>> HandleAsync(CreateSecretRequest request, CancellationToken cancellation)
    {
        SecretRequests.Check(request);
        var caller = Caller.Current;
        var withoutValue = new CreateSecretRequest(request) { Value = ByteString.Empty };
        if (await mutations.RepeatedAsync<Secret>(withoutValue, cancellation) is null
            && await envelopes.CountAsync(caller.Workspace, cancellation) >= Limits.Secrets)
        {
            throw new LimitExceededException(
                "secrets", $"A workspace has at most {Limits.Secrets} secrets; delete those that are not needed any more.");
        }

        return await writer.WriteAsync(
            request.Name, withoutValue, request.Value, (secret, now) => Decide(secret, withoutValue, caller, now), cancellation);
    }

    /// <summary>A name that was deleted is free; its versions go on to count, so that their record stays unambiguous.</summary>
    public static IEnumerable<object> Decide(Secret? secret, CreateSecretRequest request, Caller caller, DateTimeOffset now)
    {
        if (secret is { DeletedAt: null }) throw new AlreadyExistsException("secret", request.Name);
        var version = (secret?.LatestVersion ?? 0) + 1;
        return [new SecretCreated(caller.Workspace, request.Name, request.Description, version, caller.Subject, now)];
    }
}
