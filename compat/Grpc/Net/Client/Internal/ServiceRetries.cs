using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client.Internal;

/// <summary>The retry policies of a channel, found by method: its own, its service's, then the default.</summary>
internal sealed class ServiceRetries
{
    private readonly Dictionary<(string Service, string Method), RetryPolicy?> policies = [];
    private readonly RetryThrottle? throttle;
    private readonly int? maxAttempts;

    public ServiceRetries(GrpcChannelOptions options)
    {
        maxAttempts = options.MaxRetryAttempts;
        if (options.ServiceConfig is not { } config) return;
        if (config.RetryThrottling is { } throttling) throttle = new RetryThrottle(throttling.MaxTokens ?? 0, throttling.TokenRatio ?? 0);
        foreach (var method in config.MethodConfigs)
        {
            foreach (var name in method.Names)
            {
                if (!policies.TryAdd((name.Service ?? "", name.Method ?? ""), method.RetryPolicy))
                    throw new InvalidOperationException($"Duplicate method config found. Service: '{name.Service}', method: '{name.Method}'.");
            }
        }
    }

    /// <summary>How calls of a method are retried; null means not at all.</summary>
    /// <exception cref="InvalidOperationException">Its policy lacks something.</exception>
    public RetrySettings? For(IMethod method) =>
        policies.TryGetValue((method.ServiceName, method.Name), out var policy)
        || policies.TryGetValue((method.ServiceName, ""), out policy)
        || policies.TryGetValue(("", ""), out policy)
            ? policy is null ? null : RetrySettings.From(policy, maxAttempts, throttle)
            : null;
}
