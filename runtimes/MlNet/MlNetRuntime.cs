using Microsoft.ML;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>
/// Loads models that <see cref="MlNetTrainer"/> trains, and others of ML.NET that take one vector of floats named
/// <c>Features</c> and give a <c>Probability</c> or a <c>Score</c>.
/// </summary>
/// <remarks>
/// A model file names classes of ML.NET, which read the rest of it; it cannot bring code along. They believe what they read: a
/// file that is made up to do harm can keep them busy for ever.
/// </remarks>
public sealed class MlNetRuntime : IModelRuntime
{
    /// <summary>As in the <c>MLmodel</c> manifest.</summary>
    public const string FlavorName = "mlnet";

    public string Flavor => FlavorName;

    public IModel Load(ModelArtifact artifact)
    {
        using var file = File.OpenRead(artifact.ModelPath);
        return Load(file, artifact.Manifest.Signature);
    }

    /// <summary>Loads a model from a stream that can seek.</summary>
    /// <exception cref="InvalidModelException">The bytes are not a model of ML.NET, or contradict the signature.</exception>
    internal static IModel Load(Stream file, ModelSignature signature)
    {
        try
        {
            ModelZip.Check(file);
            var transformer = new MLContext().Model.Load(file, out var schema);
            return new MlNetModel(transformer, schema, signature);
        }
        // What ML.NET cannot read can show as any exception.
        catch (Exception e) when (e is not InvalidModelException)
        {
            throw new InvalidModelException($"ML.NET cannot load the model: {e.Message}", e);
        }
    }
}
