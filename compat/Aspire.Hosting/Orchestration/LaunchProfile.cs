using System.Text.Json;

namespace Aspire.Hosting.Orchestration;

/// <summary>A profile of a project's <c>Properties/launchSettings.json</c>.</summary>
internal sealed record LaunchProfile(IReadOnlyList<Uri> ApplicationUrls, IReadOnlyDictionary<string, string> EnvironmentVariables)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the named profile, or the first one that runs the project; null if the project has none.</summary>
    public static LaunchProfile? Read(string projectPath, string? name)
    {
        var path = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(path)) return name is null ? null : throw Missing(path, name);
        using var document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
        if (!document.RootElement.TryGetProperty("profiles", out var profiles)) return name is null ? null : throw Missing(path, name);
        foreach (var profile in profiles.EnumerateObject())
        {
            var runsProject = profile.Value.TryGetProperty("commandName", out var command) && command.ValueEquals("Project");
            if (name is null ? runsProject : profile.NameEquals(name)) return From(profile.Value);
        }
        return name is null ? null : throw Missing(path, name);
    }

    private static LaunchProfile From(JsonElement profile)
    {
        var urls = profile.TryGetProperty("applicationUrl", out var url) ? url.GetString() ?? "" : "";
        var variables = profile.TryGetProperty("environmentVariables", out var set)
            ? set.EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetString() ?? "")
            : [];
        return new([.. urls.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(u => new Uri(u))], variables);
    }

    private static DistributedApplicationException Missing(string path, string name) => new($"Launch profile '{name}' was not found in {path}.");
}
