using Marten;
using MlOps.EventSourcing;
using MlOps.Testing;
using Npgsql;

namespace MlOps.Benchmarks.EventStore;

/// <summary>An event store on an empty database, with the options of the services; and the database for what is written by hand.</summary>
internal sealed class SensorStore : IAsyncDisposable
{
    private SensorStore(DocumentStore store, NpgsqlDataSource database) => (Store, Database) = (store, database);

    public DocumentStore Store { get; }

    public NpgsqlDataSource Database { get; }

    /// <summary>Opens it, with its tables.</summary>
    public static async Task<SensorStore> OpenAsync(Action<StoreOptions>? configure = null)
    {
        var database = EventStoreOptions.OpenDatabase(await PostgresServer.CreateDatabaseAsync());
        var options = new EventStoreOptions(database);
        options.Events.AddEventType<MeasurementTaken>();
        configure?.Invoke(options);
        var store = new DocumentStore(options);
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        return new SensorStore(store, database);
    }

    /// <summary>Appends measurements to a stream in one save.</summary>
    public async Task AppendAsync(string stream, IEnumerable<MeasurementTaken> measurements, CancellationToken cancellation)
    {
        await using var session = Store.LightweightSession();
        session.CorrelationId = "benchmark";
        session.CausationId = "benchmark";
        session.LastModifiedBy = "benchmark";
        session.SetHeader("actor", "benchmark");
        session.Events.Append(stream, measurements.ToArray<object>());
        await session.SaveChangesAsync(cancellation);
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = Database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Database.DisposeAsync();
    }
}
