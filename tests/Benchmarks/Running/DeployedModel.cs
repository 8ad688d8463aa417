using System.Text.Json;
using MlOps.Contracts.Serving.V1;
using MlOps.Runtime;
using MlOps.ServiceDefaults.Blobs;
using MlOps.XGBoost;

namespace MlOps.Benchmarks.Running;

internal static class DeployedModel
{
    /// <summary>The model that a deployment serves, loaded into this process.</summary>
    public static IModel Load(RunningSystem system, Deployment deployment)
    {
        using var folder = new TemporaryDirectory();
        foreach (var entry in JsonSerializer.Deserialize<List<FolderEntry>>(system.Blob(deployment.ActiveArtifactDigest), JsonSerializerOptions.Web)!)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[entry.Path])!);
            File.WriteAllBytes(folder[entry.Path], system.Blob(entry.Digest));
        }
        return new XGBoostRuntime().Load(ModelArtifact.Read(folder.Path));
    }
}
