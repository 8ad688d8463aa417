using Microsoft.ML.OnnxRuntime;
using MlOps.Runtime;

namespace MlOps.Onnx;

/// <summary>Loads ONNX models of tabular data, as Python's exporters write them, into ONNX Runtime.</summary>
/// <remarks>
/// Inputs are one matrix of the signature's columns in order, or the signature's inputs by name; outputs are the signature's by
/// name. All must be tensors of numbers (export scikit-learn classifiers without ZipMap).
/// </remarks>
/// <param name="threads">Threads per prediction; 1 suits online predictions, which are concurrent already.</param>
public sealed class OnnxModelRuntime(int threads = 1) : IModelRuntime
{
    /// <summary>The flavor in the <c>MLmodel</c> manifest.</summary>
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
