using System.Security.Cryptography;
using System.Text;
using MlOps.EventSourcing;
using MlOps.Monitoring.Predictions;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Monitors;

/// <summary>Records what really was; labels may come before their predictions have arrived.</summary>
internal sealed class RecordGroundTruth(Mutations mutations, TimeProvider time)
{
    public async Task<int> HandleAsync(V1.RecordGroundTruthRequest request, CancellationToken cancellation)
    {
        Check(request);
        var recorded = new GroundTruthRecorded(request.Deployment, request.Labels.Count, DigestOf(request.Labels));
        await mutations.ApplyAsync<DeploymentMonitor>(
            DeploymentMonitor.StreamOf(request.Deployment), request, (monitor, _) => Decide(monitor, recorded), cancellation,
            also: (session, _) => PredictionWriter.Add(session, request, time.GetUtcNow()));
        return request.Labels.Count;
    }

    public static IEnumerable<object> Decide(DeploymentMonitor? monitor, GroundTruthRecorded recorded)
    {
        DeploymentMonitor.Existing(monitor, recorded.Deployment);
        return [recorded];
    }

    private static void Check(V1.RecordGroundTruthRequest request)
    {
        var (count, max) = (request.Labels.Count, Limits.LabelsOfRequest);
        var faults = new Faults().Name(request.Deployment, "deployment")
            .Require(count > 0 && count <= max, "labels", $"must be 1 to {max}, not {count}");
        for (var i = 0; i < Math.Min(count, max); i++)
        {
            var label = request.Labels[i];
            if (label.HasClientId) faults.Text(label.ClientId, $"labels[{i}].client_id", Limits.IdLength);
            else faults.Text(label.PredictionId, $"labels[{i}].prediction_id", Limits.IdLength);
            faults.Require(label.Row >= 0, $"labels[{i}].row", "must not be negative");
            faults.Range(label.Value, $"labels[{i}].value", float.MinValue, float.MaxValue);
        }
        faults.ThrowIfAny();
    }

    private static string DigestOf(IEnumerable<V1.GroundTruth> labels)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var label in labels)
        {
            var id = label.HasClientId ? $"client {label.ClientId}" : label.PredictionId;
            hash.AppendData(Encoding.UTF8.GetBytes($"{id}\n{label.Row}\n{label.Value:R}\n"));
        }

        return $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
