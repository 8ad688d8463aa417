using MlOps.Contracts.Identity.V1;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Secrets;

/// <summary>Gives a service the value of a secret, and records that it did.</summary>
internal sealed class UseSecret(SecretQueries secrets, SecretValues values, UseRecorder uses)
{
    /// <summary>The value and its version.</summary>
    public async Task<(byte[] Value, long Version)> HandleAsync(UseSecretRequest request, CancellationToken cancellation)
    {
        SecretRequests.Check(request);
        var caller = Caller.Current;
        var secret = await secrets.FindAsync(request.Name, cancellation);
        var version = VersionFor(secret, request.Version);
        var value = await values.OpenAsync(new EnvelopeId(caller.Workspace, secret.Name, version), cancellation)
            ?? throw new NotFoundException("secret", secret.Name);
        // Before the answer: no value leaves that is in no record.
        await uses.ReportAsync(UseKey.Of(caller, secret.Name, version, request.Purpose), cancellation);
        return (value, version);
    }

    /// <summary>The version that is asked for; 0 is the newest one that is not disabled.</summary>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="RuleBrokenException">It is disabled, or all are.</exception>
    public static long VersionFor(Secret secret, long asked)
    {
        var version = asked == 0
            ? secret.Versions.LastOrDefault(one => !one.Disabled) ?? secret.Versions[^1]
            : SecretQueries.VersionOf(secret, asked);
        return version.Disabled
            ? throw new RuleBrokenException(
                "secret-version-disabled", $"{secret.Id}/{version.Version}",
                asked == 0 ? "All versions are disabled; give the secret a new one." : "The version is disabled.")
            : version.Version;
    }
}
