using Microsoft.ML;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>Loads the models that <see cref="MlNetTrainer"/> trains.</summary>
public sealed class MlNetRuntime : IModelRuntime
{
    /// <summary>As in the <c>MLmodel</c> manifest.</summary>
    public const string FlavorName = "mlnet";

    internal const string TaskOption = "task";

    public string Flavor => FlavorName;

    public IModel Load(ModelArtifact artifact)
    {
        var manifest = artifact.Manifest;
        if (!Enum.TryParse<MlNetTask>(manifest.FlavorOptions.GetValueOrDefault(TaskOption), out var task))
            throw new InvalidModelException($"MLmodel must say flavors.{FlavorName}.{TaskOption}: {string.Join(" or ", Enum.GetNames<MlNetTask>())}.");
        var context = new MLContext();
        ITransformer transformer;
        try
        {
            using var file = File.OpenRead(artifact.ModelPath);
            transformer = context.Model.Load(file, out _);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidModelException($"ML.NET cannot load the model: {e.Message}", e);
        }

        return new MlNetModel(context, transformer, manifest.Signature, task);
    }
}
