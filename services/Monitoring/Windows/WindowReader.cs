using Marten;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Predictions;
using MlOps.Runtime;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Monitoring.Windows;

/// <summary>Reads what a window is judged by.</summary>
internal sealed class WindowReader(IQuerySession session, PredictionTables predictions, ReferenceProfiles profiles)
{
    private const string Rule = "reference-profile";

    /// <summary>The rows of <c>[start, end)</c> that the newest version in it predicted.</summary>
    /// <exception cref="RuleBrokenException">That version has no profile to compare with.</exception>
    public async Task<WindowInputs> ReadAsync(
        DeploymentMonitor monitor, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellation)
    {
        var version = await predictions.NewestVersionAsync(monitor.Deployment, start, end, cancellation) ?? monitor.ModelVersion;
        var reference = await session.LoadAsync<VersionReference>(VersionReference.IdOf(monitor.Deployment, version), cancellation);
        if (reference is not { ProfileDigest.Length: > 0 })
            throw new RuleBrokenException(
                Rule, $"{monitor.Model}@{version}", "The model version has no reference profile to compare with.");
        var profile = await ProfileAsync(reference, version, cancellation);
        var rows = await predictions.ReadAsync(
            monitor.Deployment, version, start, end, [.. profile.Features.Select(feature => feature.Name)], cancellation);
        return new WindowInputs(reference.Model, version, rows, profile, reference.ProfileDigest);
    }

    private async Task<ReferenceProfile> ProfileAsync(VersionReference reference, long version, CancellationToken cancellation)
    {
        try
        {
            return await profiles.GetAsync(reference.ProfileDigest, cancellation);
        }
        catch (InvalidModelException e)
        {
            throw new RuleBrokenException(Rule, $"{reference.Model}@{version}", e.Message);
        }
    }
}
