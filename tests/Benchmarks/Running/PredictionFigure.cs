using System.Diagnostics;
using System.Runtime.CompilerServices;
using MlOps.Contracts.Serving.V1;
using MlOps.Runtime;
using MlOps.Testing;

namespace MlOps.Benchmarks.Running;

/// <summary>Predictions of one row through the gateway of a running system, against the bare native call.</summary>
internal sealed class PredictionFigure : IFigure
{
    // Of one caller over HTTP, in milliseconds.
    private const double MedianTarget = 0.6;
    private const double TailTarget = 4;

    public async IAsyncEnumerable<Row> MeasureAsync(Scale scale, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        await using var system = await RunningSystem.StartAsync(directory.Path, cancellation);
        // One life of a model: afterwards its deployment serves.
        var demo = await system.RunAsync("demo").WaitAsync(cancellation);
        if (demo.ExitCode != 0) throw new InvalidOperationException($"mlops demo ended with {demo.ExitCode}: {demo.Output}{demo.Errors}");
        using var gateway = new GatewayClient(system);
        using var model = DeployedModel.Load(system, await gateway.Serving.GetDeploymentAsync(new GetDeploymentRequest { Name = GatewayClient.Deployment }, cancellationToken: cancellation));
        gateway.Prepare(model.Signature);

        foreach (var connections in (int[])[1, 4])
        {
            var (http, native) = await MeasureAsync(scale, model, connections, connection => gateway.PredictOverHttpAsync(connection, cancellation));
            yield return Row.OfTimes($"prediction, HTTP, {connections} connections, p50", http[0], native[0], connections == 1 ? MedianTarget : null);
            yield return Row.OfTimes($"prediction, HTTP, {connections} connections, p99", http[1], native[1], connections == 1 ? TailTarget : null);
        }

        var (grpc, bare) = await MeasureAsync(scale, model, 1, _ => gateway.PredictOverGrpcAsync(cancellation));
        yield return Row.OfTimes("prediction, gRPC, p50", grpc[0], bare[0]);
        yield return Row.OfTimes("prediction, gRPC, p99", grpc[1], bare[1]);
    }

    private static Task<(double[] Subject, double[] Baseline)> MeasureAsync(Scale scale, IModel model, int workers, Func<int, Task> predict) => Turns.TakeAsync(
        scale.Rounds, () => PercentilesAsync(workers, scale.Predictions, predict), () => PercentilesAsync(workers, scale.Predictions, _ => Predict(model)));

    private static async Task<double[]> PercentilesAsync(int workers, int count, Func<int, Task> predict)
    {
        var times = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var own = new double[count];
            for (var number = 0; number < count; number++)
            {
                var start = Stopwatch.GetTimestamp();
                await predict(worker);
                own[number] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
            return own;
        })));
        return [Percentile.Of(times.SelectMany(own => own), 0.5), Percentile.Of(times.SelectMany(own => own), 0.99)];
    }

    private static Task Predict(IModel model)
    {
        model.Predict(stackalloc float[model.Signature.InputWidth], 1, stackalloc float[model.OutputsPerRow]);
        return Task.CompletedTask;
    }
}
