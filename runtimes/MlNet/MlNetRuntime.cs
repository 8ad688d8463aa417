using Microsoft.ML;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>
/// Loads models of <see cref="MlNetTrainer"/>, and other ML.NET models whose input is one vector of floats, <c>Features</c>, and
/// whose output is a <c>Probability</c> or a <c>Score</c>.
/// </summary>
/// <remarks>
/// A model file names classes of ML.NET, which deserialize the rest of it; it cannot contain code. They do not validate what they
/// read: a malicious file can make them loop for ever (denial of service).
/// </remarks>
public sealed class MlNetRuntime : IModelRuntime
{
    /// <summary>The flavor in the <c>MLmodel</c> manifest.</summary>
    public const string FlavorName = "mlnet";

    public string Flavor => FlavorName;

    public IModel Load(ModelArtifact artifact)
    {
        using var file = File.OpenRead(artifact.ModelPath);
        return Load(file, artifact.Manifest.Signature);
    }

    /// <summary>Loads a model from a seekable stream.</summary>
    /// <exception cref="InvalidModelException">The bytes are not an ML.NET model, or do not match the signature.</exception>
    internal static IModel Load(Stream file, ModelSignature signature)
    {
        try
        {
            ModelZip.Check(file);
            var transformer = new MLContext().Model.Load(file, out var schema);
            return new MlNetModel(transformer, schema, signature);
        }
        // ML.NET can throw any exception on invalid input.
        catch (Exception e) when (e is not InvalidModelException)
        {
            throw new InvalidModelException($"ML.NET cannot load the model: {e.Message}", e);
        }
    }
}
