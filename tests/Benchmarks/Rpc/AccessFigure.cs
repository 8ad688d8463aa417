using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using MlOps.Benchmarks.Wire;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceHost;

namespace MlOps.Benchmarks.Rpc;

/// <summary>What it costs to say who calls and to check whether they may: a call with a token and a permission, against an anonymous one.</summary>
internal sealed class AccessFigure : IFigure
{
    private const int PayloadBytes = 100;
    private const double TargetMicroseconds = 30;
    private const double MicrosecondsPerMillisecond = 1000;

    public async IAsyncEnumerable<Row> MeasureAsync(Scale scale, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var system = await TestSystem.StartAsync();
        await using var guarded = await system.StartServiceAsync(
            "guarded", _ => { }, app => app.MapGrpcService<EchoService>().RequirePermission("inference.models.predict"));
        await using var open = await system.StartServiceAsync("open", _ => { }, app => app.MapGrpcService<EchoService>().AllowAnonymous());
        var subject = new Echo.EchoClient(guarded.ChannelAs("benchmark", "application"));
        var baseline = new Echo.EchoClient(open.Anonymous);

        var (with, without) = await Turns.TakeAsync(
            scale.Rounds, () => MedianAsync(scale, subject, cancellation), () => MedianAsync(scale, baseline, cancellation));

        yield return Row.OfTimes("gRPC call with authorization, p50", with, without);
        yield return Row.OfAmount("authorization, added to p50", "µs", (with - without) * MicrosecondsPerMillisecond, TargetMicroseconds);
    }

    private static async Task<double> MedianAsync(Scale scale, Echo.EchoClient client, CancellationToken cancellation)
    {
        var payload = new Payload { Body = ByteString.CopyFrom(new byte[PayloadBytes]) };
        var options = new CallOptions(cancellationToken: cancellation);
        var (_, milliseconds) = await Load.RunAsync(1, scale.Turn, async _ => await client.SendAsync(payload, options));
        return Percentile.Of(milliseconds, 0.5);
    }
}
