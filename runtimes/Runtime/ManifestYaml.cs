using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace MlOps.Runtime;

/// <summary>Reads and writes the manifest in MLflow's format, with additional fields, which MLflow ignores.</summary>
internal static class ManifestYaml
{
    private const string PythonFunction = "python_function";
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.ffffff";

    public static string Write(ModelManifest manifest, bool hasInputExample, bool hasReferenceProfile)
    {
        var flavor = new SortedDictionary<string, object?>(StringComparer.Ordinal) { ["data"] = manifest.ModelFile };
        foreach (var (name, value) in manifest.FlavorOptions) flavor[name] = value;
        var document = new Document
        {
            Flavors = new() { [manifest.Flavor] = flavor },
            RunId = manifest.RunId,
            UtcTimeCreated = manifest.CreatedAt?.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
            Signature = new()
            {
                Inputs = MlflowSchema.Write(manifest.Signature.Inputs), Outputs = MlflowSchema.Write(manifest.Signature.Outputs),
            },
            SavedInputExampleInfo = hasInputExample
                ? new() { ["artifact_path"] = ModelArtifact.InputExampleFile, ["type"] = "dataframe", ["pandas_orient"] = "split" }
                : null,
            TrainingDataDigest = manifest.TrainingDataDigest,
            CodeVersion = manifest.CodeVersion,
            Environment = manifest.Environment.Count == 0 ? null : new(manifest.Environment.ToDictionary(), StringComparer.Ordinal),
            ReferenceProfile = hasReferenceProfile ? ModelArtifact.ReferenceProfileFile : null,
        };
        return new SerializerBuilder()
            .WithNamingConvention(UnderscoredNamingConvention.Instance)
            .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull)
            .WithQuotingNecessaryStrings()
            .Build()
            .Serialize(document);
    }

    /// <summary>Reads a manifest, and the paths of the input example and the reference profile.</summary>
    public static (ModelManifest Manifest, string? InputExample, string? ReferenceProfile) Read(string yaml)
    {
        Document document;
        try
        {
            document = new DeserializerBuilder()
                .WithNamingConvention(UnderscoredNamingConvention.Instance)
                .IgnoreUnmatchedProperties()
                .Build()
                .Deserialize<Document?>(yaml) ?? throw new InvalidModelException("MLmodel is empty.");
        }
        catch (YamlException e)
        {
            var reason = e.InnerException?.Message ?? e.Message;
            throw new InvalidModelException($"MLmodel is not valid YAML at line {e.Start.Line}: {reason}", e);
        }

        // MLflow adds python_function, a wrapper, to the model's own flavor.
        var flavors = (document.Flavors ?? []).Where(f => f.Key != PythonFunction).ToList();
        if (flavors is not [var (flavor, fields)])
            throw new InvalidModelException($"MLmodel names {flavors.Count} flavors; it must name exactly one.");
        var options = (fields ?? []).Where(f => f.Value is string).ToDictionary(f => f.Key, f => (string)f.Value!, StringComparer.Ordinal);
        if (!options.Remove("data", out var file))
            throw new InvalidModelException($"MLmodel does not name the model file (flavors.{flavor}.data).");
        if (document.Signature?.Inputs is not { } inputs || document.Signature.Outputs is not { } outputs)
            throw new InvalidModelException("MLmodel has no signature with inputs and outputs.");
        var manifest = new ModelManifest
        {
            Flavor = flavor,
            ModelFile = file,
            FlavorOptions = options,
            Signature = new(MlflowSchema.Read(inputs, "input"), MlflowSchema.Read(outputs, "output")),
            RunId = document.RunId,
            CreatedAt = Time(document.UtcTimeCreated),
            TrainingDataDigest = document.TrainingDataDigest,
            CodeVersion = document.CodeVersion,
            Environment = document.Environment ?? [],
        };
        return (manifest, document.SavedInputExampleInfo?.GetValueOrDefault("artifact_path"), document.ReferenceProfile);
    }

    private static DateTimeOffset? Time(string? text)
    {
        if (text is null) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new InvalidModelException($"MLmodel: utc_time_created is not a time: '{text}'.");
    }

    private sealed class Document
    {
        public Dictionary<string, SortedDictionary<string, object?>?>? Flavors { get; set; }

        public string? RunId { get; set; }

        public Dictionary<string, string>? SavedInputExampleInfo { get; set; }

        public SignatureDocument? Signature { get; set; }

        public string? UtcTimeCreated { get; set; }

        public string? TrainingDataDigest { get; set; }

        public string? CodeVersion { get; set; }

        public SortedDictionary<string, string>? Environment { get; set; }

        public string? ReferenceProfile { get; set; }
    }

    private sealed class SignatureDocument
    {
        public string? Inputs { get; set; }

        public string? Outputs { get; set; }
    }
}
