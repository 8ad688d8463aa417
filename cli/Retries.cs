using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace MlOps.Cli;

/// <summary>How often, and how soon, what finds the system away is tried again: a service or database that was killed is back within seconds.</summary>
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
    public ServiceConfig Policy => new()
    {
        MethodConfigs =
        {
            new MethodConfig
            {
                Names = { MethodName.Default },
                RetryPolicy = new RetryPolicy
                {
                    MaxAttempts = MaxAttempts, InitialBackoff = First, MaxBackoff = Longest, BackoffMultiplier = Growth, RetryableStatusCodes = { StatusCode.Unavailable },
                },
            },
        },
    };

    /// <summary>For streams: everything is done again from the beginning.</summary>
    public async Task<T> OfStreamAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && attempt < MaxAttempts)
            {
                await Task.Delay(After(attempt), cancellation);
            }
        }
    }

    /// <summary>The wait after an attempt; the first is 1.</summary>
    public static TimeSpan After(int attempt) => TimeSpan.FromMilliseconds(Math.Min(First.TotalMilliseconds * Math.Pow(Growth, attempt - 1), Longest.TotalMilliseconds));
}
