using Microsoft.ML.OnnxRuntime;
using MlOps.Runtime;

namespace MlOps.Onnx;

/// <summary>Loads ONNX models of tabular data, as Python's exporters write them, into ONNX Runtime.</summary>
/// <remarks>
/// The model's inputs are one matrix that takes the signature's columns in their order, or the signature's inputs by name;
/// its outputs are the signature's by name. All are tensors of numbers (scikit-learn's classifiers: export without ZipMap).
/// </remarks>
/// <param name="threads">Threads within one prediction; 1 fits online predictions, which come from many threads themselves.</param>
public sealed class OnnxModelRuntime(int threads = 1) : IModelRuntime
{
    /// <summary>As in the <c>MLmodel</c> manifest.</summary>
    public const string FlavorName = "onnx";

    public string Flavor => FlavorName;

    public IModel Load(ModelArtifact artifact)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        InferenceSession? session = null;
        try
        {
            session = new InferenceSession(artifact.ModelPath, options);
            return new OnnxModel(session, artifact.Manifest.Signature);
        }
        catch (OnnxRuntimeException e)
        {
            session?.Dispose();
            throw new InvalidModelException($"ONNX Runtime cannot run the model: {e.Message}", e);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }
}
