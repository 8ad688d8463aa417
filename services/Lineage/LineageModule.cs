using MlOps.Contracts;
using MlOps.EventSourcing;
using MlOps.EventSourcing.Consuming;
using MlOps.EventSourcing.Hosting;
using MlOps.Lineage.Graph;
using MlOps.Lineage.Grpc;
using MlOps.Lineage.Kafka;
using MlOps.Lineage.Ledger;

namespace MlOps.Lineage;

/// <summary>The ledger of all events and the graph that follows from it.</summary>
public static class LineageModule
{
    // Large enough that a busy system is read in few transactions, small enough that one of them stays short.
    private const int MaxBatch = 500;

    /// <summary>Adds the ledger's tables, its one writer (the consumer of every topic), and the readers.</summary>
    public static void AddLineage(this WebApplicationBuilder builder)
    {
        var signals = builder.Services.AddCommitSignals();
        builder.AddEventStore("lineage", Publishes.Table, options => options.Listeners.Add(new LedgerCommits(signals)));
        builder.Services.AddTables(LedgerSchema.Sql);
        builder.Services.AddBatchConsumer<OnAnyEvent>(Topics.All, MaxBatch);
        builder.Services.AddSingleton<LedgerReader>();
        builder.Services.AddSingleton<LedgerHead>();
        builder.Services.AddSingleton<WalkQuery>();
        builder.Services.AddSingleton<NodeQueries>();
    }

    /// <summary>Maps the gRPC service.</summary>
    public static void MapLineage(this WebApplication app)
    {
        app.MapEventStore();
        app.MapGrpcService<LineageGrpcService>();
    }
}
