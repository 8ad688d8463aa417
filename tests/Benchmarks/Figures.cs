using MlOps.Benchmarks.Broker;
using MlOps.Benchmarks.EventStore;
using MlOps.Benchmarks.Publishing;
using MlOps.Benchmarks.Rpc;
using MlOps.Benchmarks.Running;

namespace MlOps.Benchmarks;

internal static class Figures
{
    /// <summary>Every figure by its name on the command line, in the order of the page.</summary>
    public static readonly IReadOnlyDictionary<string, IFigure> All = new Dictionary<string, IFigure>
    {
        ["append"] = new AppendFigure(),
        ["aggregate"] = new AggregateFigure(),
        ["replay"] = new ReplayFigure(),
        ["publish"] = new PublishFigure(),
        ["grpc"] = new GrpcFigure(),
        ["access"] = new AccessFigure(),
        ["broker"] = new BrokerFigure(),
        ["prediction"] = new PredictionFigure(),
        ["start"] = new StartFigure(),
        ["memory"] = new MemoryFigure(),
    };
}
