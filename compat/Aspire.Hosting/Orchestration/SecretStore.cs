using System.Text.Json;

namespace Aspire.Hosting.Orchestration;

/// <summary>Generated values that must be the same at the next start (<c>parameters.json</c>, readable by its owner alone).</summary>
internal sealed class SecretStore(IDistributedApplicationBuilder builder)
{
    private static readonly Lock Gate = new();

    public string GetOrAdd(string key, Func<string> generate)
    {
        lock (Gate)
        {
            var path = new LocalStore(builder)["parameters.json"];
            var values = File.Exists(path) ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(path))! : [];
            if (values.TryGetValue(key, out var value)) return value;
            values[key] = value = generate();
            DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(values), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return value;
        }
    }
}
