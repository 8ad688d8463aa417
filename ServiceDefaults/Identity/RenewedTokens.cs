using System.Collections.Concurrent;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Signed tokens by what they say: each is used for half its life and then signed anew, so that none ends on its way.</summary>
internal sealed class RenewedTokens<TKey>(TimeSpan life, TimeProvider time)
    where TKey : notnull
{
    /// <summary>The memory is cleared at this size: tokens are short-lived, so most of what is in it has ended.</summary>
    private const int Capacity = 4096;

    private readonly ConcurrentDictionary<TKey, Signed> signed = new();

    /// <summary>A token for this key that has at least half its life before it.</summary>
    /// <param name="key">What the token says.</param>
    /// <param name="sign">Signs a token from one moment to another.</param>
    /// <param name="latest">When it ends at the latest; null for its usual life.</param>
    public string Get(TKey key, Func<TKey, DateTimeOffset, DateTimeOffset, string> sign, DateTimeOffset? latest = null)
    {
        var now = time.GetUtcNow();
        if (signed.TryGetValue(key, out var known) && known.RenewAt > now && known.From <= now) return known.Token;
        if (signed.Count >= Capacity) signed.Clear();
        var until = latest < now + life ? latest.Value : now + life;
        return (signed[key] = new Signed(sign(key, now, until), now, now + (until - now) / 2)).Token;
    }

    /// <summary>The next token is signed anew whatever there is.</summary>
    public void Clear() => signed.Clear();

    private sealed record Signed(string Token, DateTimeOffset From, DateTimeOffset RenewAt);
}
