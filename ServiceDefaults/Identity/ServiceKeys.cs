using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.IdentityModel.Tokens;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>
/// The public keys of services, one file each in a directory that they share: <c>&lt;service&gt;.&lt;kid&gt;.json</c>. Removing a file
/// takes the service its identity within seconds.
/// </summary>
internal sealed partial class ServiceKeys(IdentitySettings settings, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, Found> found = new();

    /// <summary>Publishes a key as that of a service.</summary>
    public void Publish(string service, PublicKey key)
    {
        var directory = Path.GetFullPath(settings.ServiceKeys);
        PrivateDirectory.Create(directory);
        var path = Path.Combine(directory, FileOf(service, key.Kid));
        if (File.Exists(path)) return;
        // Nodes of one service that start at once each write a draft of their own.
        var draft = $"{path}.{Guid.NewGuid():n}";
        DurableFile.Replace(draft, Encoding.UTF8.GetBytes(key.ToJson()), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>The key of this name of a service, by the service's subject; null if it has published none.</summary>
    public SecurityKey? Find(string subject, string? kid)
    {
        if (kid is null || !subject.StartsWith(ServiceIdentity.Prefix, StringComparison.Ordinal)) return null;
        var service = subject[ServiceIdentity.Prefix.Length..];
        if (!ServiceName().IsMatch(service) || !KeyName().IsMatch(kid)) return null;
        var file = FileOf(service, kid);
        var now = time.GetUtcNow();
        if (found.TryGetValue(file, out var known) && known.At > now - Fresh) return known.Key;
        if (Read(file, kid) is not { } key)
        {
            found.TryRemove(file, out _);
            return null;
        }

        var isKnown = known is not null && known.Public == key;
        return (found[file] = isKnown ? known! with { At = now } : new Found(key, key.ToSecurityKey(), now)).Key;
    }

    private PublicKey? Read(string file, string kid)
    {
        try
        {
            return PublicKey.Parse(File.ReadAllText(Path.Combine(settings.ServiceKeys, file))) is { } key && key.Kid == kid ? key : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or CryptographicException)
        {
            return null;
        }
    }

    private static string FileOf(string service, string kid) => $"{service}.{kid}.json";

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex ServiceName();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{43}\z")]
    private static partial Regex KeyName();

    private sealed record Found(PublicKey Public, SecurityKey Key, DateTimeOffset At);
}
