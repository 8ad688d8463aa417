using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Keys;

/// <summary>
/// The keys that sign inside and outside tokens: files in a directory that all nodes share. The newest whose time has come signs; one
/// that has been succeeded stays published until the last token that it can have signed has expired.
/// </summary>
internal sealed class KeyRing(IOptions<KeyRingOptions> options, TimeProvider time)
{
    private const string Extension = ".pem";
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestToken = TimeSpan.FromDays(Limits.Days) + TokenRules.ClockSkew;

    private readonly string directory = Path.GetFullPath(
        options.Value.KeyRing is { Length: > 0 } path ? path : throw new InvalidOperationException("Identity:KeyRing is not set."));

    private readonly Lock reading = new();
    private volatile Snapshot? known;

    /// <summary>The key that signs now.</summary>
    public RingKey Signing => SigningAt(Keys(), time.GetUtcNow());

    /// <summary>The keys that signatures are validated with: that signed, sign, and will.</summary>
    public IReadOnlyList<RingKey> Published
    {
        get
        {
            var keys = Keys();
            return [.. keys.Where((_, i) => !IsOver(keys, i))];
        }
    }

    /// <summary>The published key of this name, for the validation of signatures; null if there is none.</summary>
    public SecurityKey? Find(string? kid)
    {
        var keys = Keys();
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i].Kid == kid) return IsOver(keys, i) ? null : keys[i].Key.Verifying;
        }

        return null;
    }

    /// <summary>Creates the first key, if there is none; safe when several nodes start at once.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        using var alone = await RingLock.TakeAsync(directory, time, cancellation);
        if (Read().Count > 0) return;
        var now = time.GetUtcNow();
        Add(new RingKey(SigningKey.Create(), now, now));
    }

    /// <summary>Adds a key that signs from a moment on, unless <paramref name="unless"/> says of the ring that it needs none.</summary>
    public async Task<RingKey?> AddAsync(
        DateTimeOffset signsFrom, CancellationToken cancellation, Func<IReadOnlyList<RingKey>, bool>? unless = null)
    {
        using var alone = await RingLock.TakeAsync(directory, time, cancellation);
        if (unless?.Invoke(Read()) == true) return null;
        return Add(new RingKey(SigningKey.Create(), time.GetUtcNow(), signsFrom));
    }

    /// <summary>Removes keys: what they have signed holds no longer.</summary>
    public async Task RemoveAsync(Func<RingKey, bool> which, CancellationToken cancellation)
    {
        using var alone = await RingLock.TakeAsync(directory, time, cancellation);
        foreach (var key in Read().Where(which)) File.Delete(PathOf(key.Kid));
        Refresh();
    }

    /// <summary>Removes the keys of which no token can hold any more.</summary>
    public async Task RemoveOverAsync(CancellationToken cancellation)
    {
        var keys = Keys();
        var over = keys.Where((_, i) => IsOver(keys, i)).Select(key => key.Kid).ToHashSet();
        if (over.Count > 0) await RemoveAsync(key => over.Contains(key.Kid), cancellation);
    }

    private RingKey Add(RingKey key)
    {
        SigningKey.WriteNew(PathOf(key.Kid), key.ToText());
        Refresh();
        return key;
    }

    private IReadOnlyList<RingKey> Keys()
    {
        var now = time.GetUtcNow();
        return known is { } snapshot && now - snapshot.At is { } age && age < Fresh && age >= TimeSpan.Zero ? snapshot.Keys : Refresh();
    }

    private IReadOnlyList<RingKey> Refresh()
    {
        lock (reading)
        {
            // The files' names tell all: a key's file never changes.
            var files = Files();
            var before = known;
            var keys = before is not null && before.Files.SequenceEqual(files) ? before.Keys : Read();
            return (known = new Snapshot(keys, files, time.GetUtcNow())).Keys;
        }
    }

    private List<RingKey> Read() =>
        [.. Files().Select(RingKey.Read).OrderBy(key => key.SignsFrom).ThenBy(key => key.Kid, StringComparer.Ordinal)];

    private List<string> Files() => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory, $"*{Extension}").Order(StringComparer.Ordinal)]
        : [];

    private string PathOf(string kid) => Path.Combine(directory, kid + Extension);

    private bool IsOver(IReadOnlyList<RingKey> keys, int i) =>
        i + 1 < keys.Count && keys[i + 1].SignsFrom + LongestToken < time.GetUtcNow();

    // Clocks of nodes differ a little: the first key signs even if its time has not quite come here.
    private static RingKey SigningAt(IReadOnlyList<RingKey> keys, DateTimeOffset now) =>
        keys.LastOrDefault(key => key.SignsFrom <= now)
        ?? (keys.Count > 0 ? keys[0] : throw new InvalidOperationException("The key ring is empty."));

    private sealed record Snapshot(IReadOnlyList<RingKey> Keys, IReadOnlyList<string> Files, DateTimeOffset At);
}
