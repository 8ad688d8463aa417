namespace MlOps.Runtime;

/// <summary>
/// A model as a folder: the manifest <c>MLmodel</c> (YAML, MLflow's field names), the model file,
/// <c>input_example.json</c> and <c>reference_profile.json</c>.
/// </summary>
/// <param name="Directory">The folder.</param>
/// <param name="Manifest">The content of <c>MLmodel</c>.</param>
/// <param name="InputExample">Example input rows.</param>
/// <param name="ReferenceProfile">The distribution of the training data.</param>
public sealed record ModelArtifact(
    string Directory, ModelManifest Manifest, InputExample? InputExample = null, ReferenceProfile? ReferenceProfile = null)
{
    public const string ManifestFile = "MLmodel";
    public const string InputExampleFile = "input_example.json";
    public const string ReferenceProfileFile = "reference_profile.json";

    private const long MaxManifestBytes = 16 << 20;
    private const long MaxProfileBytes = 256 << 20;

    /// <summary>The full path of the model file.</summary>
    public string ModelPath => Confine(Directory, Manifest.ModelFile);

    /// <summary>Reads the manifest, the input example and the reference profile; the model file must exist but is not opened.</summary>
    /// <exception cref="InvalidModelException">A file is missing, malformed, too large or outside the folder.</exception>
    public static ModelArtifact Read(string directory)
    {
        var (manifest, example, profile) = ManifestYaml.Read(ReadText(directory, ManifestFile, MaxManifestBytes));
        var artifact = new ModelArtifact(
            directory,
            manifest,
            example is null ? null : InputExample.FromJson(ReadText(directory, example, MaxManifestBytes)),
            profile is null ? null : ReferenceProfile.FromJson(ReadText(directory, profile, MaxProfileBytes)));
        if (!File.Exists(artifact.ModelPath)) throw new InvalidModelException($"The model file '{manifest.ModelFile}' is missing.");
        return artifact;
    }

    /// <summary>Writes an artifact into an empty or new folder.</summary>
    /// <exception cref="InvalidModelException">The model file's path leaves the folder or is another file of the artifact.</exception>
    public static ModelArtifact Write(
        string directory,
        ModelManifest manifest,
        ReadOnlyMemory<byte> model,
        InputExample? inputExample = null,
        ReferenceProfile? referenceProfile = null)
    {
        var artifact = new ModelArtifact(directory, manifest, inputExample, referenceProfile);
        if (manifest.ModelFile is ManifestFile or InputExampleFile or ReferenceProfileFile)
            throw new InvalidModelException($"The model file cannot be named '{manifest.ModelFile}'.");
        var modelPath = artifact.ModelPath;
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(modelPath)!);
        File.WriteAllBytes(modelPath, model.Span);
        if (inputExample is not null) File.WriteAllText(Path.Combine(directory, InputExampleFile), inputExample.ToJson());
        if (referenceProfile is not null) File.WriteAllText(Path.Combine(directory, ReferenceProfileFile), referenceProfile.ToJson());
        var yaml = ManifestYaml.Write(manifest, inputExample is not null, referenceProfile is not null);
        File.WriteAllText(Path.Combine(directory, ManifestFile), yaml);
        return artifact;
    }

    private static string ReadText(string directory, string relativePath, long maxBytes)
    {
        var file = new FileInfo(Confine(directory, relativePath));
        if (!file.Exists) throw new InvalidModelException($"The file '{relativePath}' is missing.");
        if (file.Length > maxBytes)
            throw new InvalidModelException($"The file '{relativePath}' has {file.Length} bytes; {maxBytes} are allowed.");
        return File.ReadAllText(file.FullName);
    }

    /// <summary>The full path of a file in the folder; refuses path traversal and symbolic links.</summary>
    private static string Confine(string directory, string relativePath)
    {
        var root = Path.GetFullPath(directory);
        var path = Path.GetFullPath(Path.Combine(root, relativePath));
        if (!path.StartsWith(root.TrimEnd('/') + '/', StringComparison.Ordinal)) throw Outside(relativePath);
        for (var part = path; part.Length > root.Length; part = Path.GetDirectoryName(part)!)
        {
            if (new FileInfo(part).LinkTarget is not null) throw Outside(relativePath);
        }

        return path;
    }

    private static InvalidModelException Outside(string path) => new($"The path '{path}' leaves the model's folder.");
}
