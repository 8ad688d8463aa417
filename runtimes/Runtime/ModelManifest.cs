namespace MlOps.Runtime;

/// <summary>The content of the file <c>MLmodel</c>.</summary>
public sealed record ModelManifest
{
    /// <summary>The flavor whose runtime loads the model.</summary>
    public required string Flavor { get; init; }

    /// <summary>The model file, relative to the artifact's folder.</summary>
    public required string ModelFile { get; init; }

    /// <summary>The inputs and outputs of the model.</summary>
    public required ModelSignature Signature { get; init; }

    /// <summary>The flavor's own entries, such as <c>model_format</c>.</summary>
    public IReadOnlyDictionary<string, string> FlavorOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>The run that trained the model.</summary>
    public string? RunId { get; init; }

    /// <summary>When the model was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The SHA-256 of the training data, as <c>sha256:…</c>.</summary>
    public string? TrainingDataDigest { get; init; }

    /// <summary>The version of the code that trained the model, such as a commit.</summary>
    public string? CodeVersion { get; init; }

    /// <summary>The training environment: names and versions of engines, runtime and operating system.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
