namespace MlOps.Runtime;

/// <summary>The result of a training: the model file, and what its manifest must state.</summary>
/// <param name="Flavor">The flavor that can load it.</param>
/// <param name="FileName">The model file's name in its artifact, such as <c>model.ubj</c>.</param>
/// <param name="Content">The model file.</param>
/// <param name="Signature">One FP32 input per feature, and the outputs.</param>
/// <param name="FlavorOptions">The flavor's own entries for the manifest.</param>
public sealed record TrainedModel(
    string Flavor,
    string FileName,
    ReadOnlyMemory<byte> Content,
    ModelSignature Signature,
    IReadOnlyDictionary<string, string> FlavorOptions);
