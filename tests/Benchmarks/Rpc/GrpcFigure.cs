using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using MlOps.Benchmarks.Wire;

namespace MlOps.Benchmarks.Rpc;

/// <summary>Unary calls on one connection, against a bare HTTP/2 endpoint that echoes the same bytes.</summary>
internal sealed class GrpcFigure : IFigure
{
    private const int AtOnce = 16;
    private const int PayloadBytes = 100;
    private const double Target = 0.8;

    public async IAsyncEnumerable<Row> MeasureAsync(Scale scale, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var server = await EchoServers.StartGrpcAsync();
        await using var bare = await EchoServers.StartBareAsync();
        var payload = new Payload { Body = ByteString.CopyFrom(new byte[PayloadBytes]) };
        using var rawToServer = new RawClient(server.Urls.First(), payload);
        using var rawToBare = new RawClient(bare.Urls.First(), payload);
        using var channel = GrpcChannel.ForAddress(server.Urls.First());
        var client = new Echo.EchoClient(channel);

        var (subject, baseline) = await Turns.TakeAsync(
            scale.Rounds,
            () => MeasureAsync(scale, () => rawToServer.CallAsync(cancellation)),
            () => MeasureAsync(scale, () => rawToBare.CallAsync(cancellation)));
        yield return Row.OfRates("gRPC server, unary", "calls/s", subject[0], baseline[0], Target);
        yield return Row.OfTimes("gRPC server, p99", subject[1], baseline[1]);

        (subject, baseline) = await Turns.TakeAsync(
            scale.Rounds,
            () => MeasureAsync(scale, async () => await client.SendAsync(payload, cancellationToken: cancellation)),
            () => MeasureAsync(scale, () => rawToBare.CallAsync(cancellation)));
        yield return Row.OfRates("gRPC server and client, unary", "calls/s", subject[0], baseline[0]);
        yield return Row.OfTimes("gRPC server and client, p99", subject[1], baseline[1]);
    }

    private static async Task<double[]> MeasureAsync(Scale scale, Func<Task> call)
    {
        var (rate, milliseconds) = await Load.RunAsync(AtOnce, scale.Turn, _ => call());
        return [rate, Percentile.Of(milliseconds, 0.99)];
    }
}
