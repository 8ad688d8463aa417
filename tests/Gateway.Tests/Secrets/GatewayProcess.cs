using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using MlOps.ServiceHost;
using MlOps.Testing;

namespace MlOps.Gateway.Tests.Secrets;

/// <summary>A gateway in a process of its own, which can be killed; it has the database and the settings of one in this process.</summary>
internal sealed class GatewayProcess : IDisposable
{
    private readonly Process process;
    private readonly int http = FreePort.Next();
    private readonly int grpc = FreePort.Next();
    private GrpcChannel? channel;

    private GatewayProcess(TestService like)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Limits).Assembly.Location]) { WorkingDirectory = AppContext.BaseDirectory };
        foreach (var (name, value) in like.Settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["HTTP_PORT"] = $"{http}";
        start.Environment["GRPC_PORT"] = $"{grpc}";
        process = Process.Start(start)!;
    }

    public static async Task<GatewayProcess> StartAsync(TestService like)
    {
        var started = new GatewayProcess(like);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{started.http}") };
        await Eventually.HoldsAsync(async () =>
        {
            started.process.HasExited.ShouldBeFalse();
            try
            {
                return (await client.GetAsync(new Uri("/health", UriKind.Relative))).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
                return false;
            }
        });
        return started;
    }

    /// <summary>A channel whose calls carry a token.</summary>
    public CallInvoker ChannelOf(string token)
    {
        channel = GrpcChannel.ForAddress($"http://127.0.0.1:{grpc}");
        return channel.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {token}");
            return metadata;
        });
    }

    /// <summary>With SIGKILL: nothing is finished, nothing is cleaned up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        channel?.Dispose();
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
