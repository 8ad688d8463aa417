using Grpc.Core;

namespace Grpc.Net.Client.Configuration;

/// <summary>How the methods of services are called.</summary>
public sealed class ServiceConfig
{
    /// <summary>The most specific entry that names a method holds for it.</summary>
    public IList<MethodConfig> MethodConfigs { get; } = [];

    /// <summary>Stops retries while too many calls fail; null means never.</summary>
    public RetryThrottlingPolicy? RetryThrottling { get; set; }
}

/// <summary>How some methods are called.</summary>
public sealed class MethodConfig
{
    /// <summary>The methods.</summary>
    public IList<MethodName> Names { get; } = [];

    /// <summary>How failed calls are retried; null means not at all.</summary>
    public RetryPolicy? RetryPolicy { get; set; }
}

/// <summary>A method, all methods of a service (without <see cref="Method"/>), or all methods (<see cref="Default"/>).</summary>
public sealed class MethodName
{
    /// <summary>All methods of all services.</summary>
    public static readonly MethodName Default = new();

    /// <summary>The full name of the service; null or empty means any.</summary>
    public string? Service { get; set; }

    /// <summary>The name of the method; null or empty means any.</summary>
    public string? Method { get; set; }
}

/// <summary>Retries with growing, randomized waits.</summary>
public sealed class RetryPolicy
{
    /// <summary>The most attempts, the first included; at least 2.</summary>
    public int? MaxAttempts { get; set; }

    /// <summary>The longest first wait.</summary>
    public TimeSpan? InitialBackoff { get; set; }

    /// <summary>The longest wait.</summary>
    public TimeSpan? MaxBackoff { get; set; }

    /// <summary>How much longer each wait is than the one before.</summary>
    public double? BackoffMultiplier { get; set; }

    /// <summary>The statuses after which a call is retried.</summary>
    public IList<StatusCode> RetryableStatusCodes { get; } = [];
}

/// <summary>A bucket of tokens: a retryable failure takes one, a success gives some back; retries stop below half.</summary>
public sealed class RetryThrottlingPolicy
{
    /// <summary>The size of the bucket.</summary>
    public int? MaxTokens { get; set; }

    /// <summary>What a success gives back.</summary>
    public double? TokenRatio { get; set; }
}
