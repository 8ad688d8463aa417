using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Xunit;

namespace MlOps.Testing;

/// <summary>Shapes that must not change by accident: one approved JSON file each, in the folder <c>Approved/</c> beside the test project's tests.</summary>
public static class Approved
{
    private static readonly JsonSerializerOptions Stored = new() { WriteIndented = true, NewLine = "\n", Converters = { new JsonStringEnumConverter() } };

    /// <summary>Compares a stored event, as the event store writes it, with <c>Approved/Stored.&lt;Type&gt;.json</c>.</summary>
    public static void StoredEvent(object sample, [CallerFilePath] string testFile = "") =>
        Matches($"Stored.{sample.GetType().Name}", JsonSerializer.Serialize(sample, sample.GetType(), Stored), testFile);

    /// <summary>Compares a wire event (its protobuf JSON) with <c>Approved/Wire.&lt;name&gt;.json</c>.</summary>
    public static void WireEvent(string name, string json, [CallerFilePath] string testFile = "")
    {
        using var document = JsonDocument.Parse(json);
        Matches($"Wire.{name}", JsonSerializer.Serialize(document, Stored), testFile);
    }

    // A missing file fails like a different one; MLOPS_APPROVE=1 writes the files instead, to be reviewed with the change.
    private static void Matches(string name, string json, string testFile)
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(testFile)!);
        while (directory.GetFiles("*.csproj").Length == 0) directory = directory.Parent!;
        var path = Path.Combine(directory.FullName, "Approved", $"{name}.json");
        if (Environment.GetEnvironmentVariable("MLOPS_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, json + "\n");
        }

        Assert.True(File.Exists(path), $"{path} is missing; the shape is now:\n{json}");
        Assert.Equal(File.ReadAllText(path).TrimEnd(), json);
    }
}
