using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client.Internal;

/// <summary>A retry policy whose values are there and valid.</summary>
internal sealed record RetrySettings(int MaxAttempts, TimeSpan InitialBackoff, TimeSpan MaxBackoff, double Multiplier, HashSet<StatusCode> Codes, RetryThrottle? Throttle)
{
    public static RetrySettings From(RetryPolicy policy, int? maxAttempts, RetryThrottle? throttle)
    {
        if (policy.MaxAttempts is not >= 2) throw new InvalidOperationException("Retry policy max attempts must be greater than 1.");
        if (policy.InitialBackoff is not { } initial || initial <= TimeSpan.Zero) throw new InvalidOperationException("Retry policy initial backoff must be greater than zero.");
        if (policy.MaxBackoff is not { } longest || longest <= TimeSpan.Zero) throw new InvalidOperationException("Retry policy maximum backoff must be greater than zero.");
        if (policy.BackoffMultiplier is not > 0) throw new InvalidOperationException("Retry policy backoff multiplier must be greater than 0.");
        if (policy.RetryableStatusCodes.Count == 0) throw new InvalidOperationException("Retry policy must specify at least 1 retryable status code.");
        return new RetrySettings(
            Math.Min(policy.MaxAttempts.Value, maxAttempts ?? int.MaxValue), initial, longest, policy.BackoffMultiplier.Value, [.. policy.RetryableStatusCodes], throttle);
    }

    /// <summary>The wait after an attempt (the first is 1): anything up to the backoff, which grows to its maximum.</summary>
    public TimeSpan WaitAfter(int attempt)
    {
        var backoff = Math.Min(InitialBackoff.TotalMilliseconds * Math.Pow(Multiplier, attempt - 1), MaxBackoff.TotalMilliseconds);
#pragma warning disable CA5394 // Spreads load; nothing secret depends on it.
        return TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * backoff);
#pragma warning restore CA5394
    }
}

/// <summary>The bucket of a <see cref="RetryThrottlingPolicy"/>.</summary>
internal sealed class RetryThrottle(int maxTokens, double ratio)
{
    private readonly Lock gate = new();
    private double tokens = maxTokens;

    public bool AllowsRetry
    {
        get
        {
            lock (gate) return tokens > maxTokens / 2.0;
        }
    }

    public void Succeeded()
    {
        lock (gate) tokens = Math.Min(tokens + ratio, maxTokens);
    }

    public void Failed()
    {
        lock (gate) tokens = Math.Max(tokens - 1, 0);
    }
}
