using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client.Internal;

/// <summary>The retry policies of a channel, checked, and found by method: its own, its service's, then the default.</summary>
internal sealed class ServiceRetries
{
    private readonly Dictionary<(string Service, string Method), RetrySettings?> policies = [];

    public ServiceRetries(GrpcChannelOptions options)
    {
        if (options.ServiceConfig is not { } config) return;
        var throttle = config.RetryThrottling is { } t ? new RetryThrottle(t.MaxTokens ?? 0, t.TokenRatio ?? 0) : null;
        foreach (var method in config.MethodConfigs)
        {
            var settings = method.RetryPolicy is { } policy ? RetrySettings.From(policy, options.MaxRetryAttempts, throttle) : null;
            foreach (var name in method.Names)
            {
                if (!policies.TryAdd((name.Service ?? "", name.Method ?? ""), settings))
                    throw new InvalidOperationException($"Duplicate method config found. Service: '{name.Service}', method: '{name.Method}'.");
            }
        }
    }

    public RetrySettings? For(IMethod method)
    {
        if (policies.Count == 0) return null;
        if (policies.TryGetValue((method.ServiceName, method.Name), out var settings)) return settings;
        if (policies.TryGetValue((method.ServiceName, ""), out settings)) return settings;
        return policies.GetValueOrDefault(("", ""));
    }
}
