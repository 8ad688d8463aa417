using System.Net;
using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;

namespace MlOps.Cli;

/// <summary>
/// How often, and how soon, what finds the system away is tried again: a service or database that was killed is back within seconds.
/// </summary>
internal sealed record Retries(int MaxAttempts)
{
    private const double Growth = 2;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>For commands: whoever typed one wants to know soon that nothing answers.</summary>
    public static Retries Few { get; } = new(5);

    /// <summary>For what goes on for minutes: half a minute.</summary>
    public static Retries Many { get; } = new(25);

    /// <summary>For calls with one request: the channel repeats them itself.</summary>
    public ServiceConfig OfCalls => new()
    {
        MethodConfigs =
        {
            new MethodConfig
            {
                Names = { MethodName.Default },
                RetryPolicy = new Grpc.Net.Client.Configuration.RetryPolicy
                {
                    MaxAttempts = MaxAttempts, InitialBackoff = First, MaxBackoff = Longest, BackoffMultiplier = Growth,
                    RetryableStatusCodes = { StatusCode.Unavailable },
                },
            },
        },
    };

    /// <summary>For streams: everything is done again from the beginning.</summary>
    public ResiliencePipeline OfStreams => new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = new PredicateBuilder().Handle<RpcException>(e => e.StatusCode == StatusCode.Unavailable),
        MaxRetryAttempts = MaxAttempts - 1, Delay = First, MaxDelay = Longest, BackoffType = DelayBackoffType.Exponential,
    }).Build();

    /// <summary>For the gateway's HTTP side: while nobody listens, or while the gateway finds nobody behind it.</summary>
    public ResiliencePipeline<HttpResponseMessage> OfRequests => new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddRetry(new HttpRetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().HandleResult(response =>
                response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout),
            MaxRetryAttempts = MaxAttempts - 1, Delay = First, MaxDelay = Longest, BackoffType = DelayBackoffType.Exponential,
            ShouldRetryAfterHeader = false, UseJitter = false,
        })
        .Build();
}
