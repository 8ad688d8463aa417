using System.Security.Cryptography;
using System.Text;
using MlOps.EventSourcing;
using MlOps.Monitoring.Predictions;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Monitors;

/// <summary>Records what really was; labels may come before their predictions have arrived.</summary>
internal sealed class RecordGroundTruth(Mutations mutations, TimeProvider time)
{
    public const int MaxLabels = 10_000;
    private const int MaxIdLength = 128;

    public async Task<int> HandleAsync(V1.RecordGroundTruthRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer", "application");
        var faults = new Faults();
        faults.Name(request.Deployment, "deployment");
        faults.Require(request.Labels.Count is > 0 and <= MaxLabels, "labels", $"must be 1 to {MaxLabels}, not {request.Labels.Count}");
        for (var i = 0; i < request.Labels.Count && i < MaxLabels; i++)
        {
            faults.Text(request.Labels[i].RequestId, $"labels[{i}].request_id", MaxIdLength);
            faults.Require(request.Labels[i].Row >= 0, $"labels[{i}].row", "must not be negative");
            faults.Range(request.Labels[i].Value, $"labels[{i}].value", float.MinValue, float.MaxValue);
        }
        faults.ThrowIfAny();

        var recorded = new GroundTruthRecorded(request.Deployment, request.Labels.Count, DigestOf(request.Labels));
        await mutations.ApplyAsync<DeploymentMonitor>(
            DeploymentMonitor.StreamOf(request.Deployment), request, (monitor, _) => Decide(monitor, recorded), cancellation,
            also: (session, _) => PredictionWriter.Add(session, request, time.GetUtcNow()));
        return request.Labels.Count;
    }

    public static object[] Decide(DeploymentMonitor? monitor, GroundTruthRecorded recorded)
    {
        DeploymentMonitor.Existing(monitor, recorded.Deployment);
        return [recorded];
    }

    private static string DigestOf(IEnumerable<V1.GroundTruth> labels)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var label in labels) hash.AppendData(Encoding.UTF8.GetBytes($"{label.RequestId}\n{label.Row}\n{label.Value:R}\n"));
        return $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
