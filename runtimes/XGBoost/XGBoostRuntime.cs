using MlOps.Runtime;
using MlOps.XGBoost.Native;

namespace MlOps.XGBoost;

/// <summary>Loads XGBoost models (UBJSON or JSON) into the native library.</summary>
/// <param name="threads">
/// Threads per prediction. 1 suits online predictions, which are concurrent already; large batches benefit from more.
/// </param>
public sealed class XGBoostRuntime(int threads = 1) : IModelRuntime
{
    /// <summary>The flavor in the <c>MLmodel</c> manifest.</summary>
    public const string FlavorName = "xgboost";

    /// <summary>The version of the installed native library.</summary>
    public static Version NativeVersion
    {
        get
        {
            NativeMethods.XGBoostVersion(out var major, out var minor, out var patch);
            return new Version(major, minor, patch);
        }
    }

    public string Flavor => FlavorName;

    public IModel Load(ModelArtifact artifact) => Load(File.ReadAllBytes(artifact.ModelPath), artifact.Manifest.Signature);

    /// <summary>Loads a model from memory.</summary>
    /// <exception cref="InvalidModelException">The bytes are not an XGBoost model, or do not match the signature.</exception>
    public IModel Load(ReadOnlySpan<byte> model, ModelSignature signature)
    {
        Booster? booster = null;
        try
        {
            booster = Booster.Load(model);
            booster.Set("nthread", threads.ToString());
            return new XGBoostModel(booster, signature, threads);
        }
        catch (XGBoostException e)
        {
            booster?.Dispose();
            throw new InvalidModelException($"XGBoost cannot load the model: {e.Message}", e);
        }
        catch
        {
            booster?.Dispose();
            throw;
        }
    }
}
