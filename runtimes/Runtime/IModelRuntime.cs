namespace MlOps.Runtime;

/// <summary>Loads the model artifacts of one flavor.</summary>
public interface IModelRuntime
{
    /// <summary>The flavor's name in the <c>MLmodel</c> manifest, such as <c>xgboost</c> or <c>onnx</c>.</summary>
    string Flavor { get; }

    /// <summary>Loads the model into memory; the artifact's files are not needed afterwards.</summary>
    /// <exception cref="InvalidModelException">The file is not a model of this flavor, or does not match its signature.</exception>
    IModel Load(ModelArtifact artifact);
}
