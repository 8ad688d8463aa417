using System.Text.Json;
using MlOps.Blobs;
using MlOps.Contracts.Serving.V1;
using MlOps.Runtime;
using MlOps.Testing;
using MlOps.XGBoost;

namespace MlOps.Benchmarks.Running;

internal static class DeployedModel
{
    /// <summary>The model that a deployment serves, loaded into this process.</summary>
    public static IModel Load(RunningSystem system, Deployment deployment)
    {
        using var folder = new TemporaryDirectory();
        foreach (var entry in JsonSerializer.Deserialize<List<FolderEntry>>(Blob(system, deployment.ActiveArtifactDigest), JsonSerializerOptions.Web)!)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[entry.Path])!);
            File.WriteAllBytes(folder[entry.Path], Blob(system, entry.Digest));
        }
        return new XGBoostRuntime().Load(ModelArtifact.Read(folder.Path));
    }

    private static byte[] Blob(RunningSystem system, string digest)
    {
        var hex = digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return File.ReadAllBytes(Path.Combine(system.Data, "blobs", hex[..2], hex));
    }
}
