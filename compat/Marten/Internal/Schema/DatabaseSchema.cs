using System.Collections.Concurrent;
using JasperFx;
using Marten.Schema;
using Marten.Storage;
using Npgsql;

namespace Marten.Internal.Schema;

/// <summary>Brings the database schema into being: what is missing, once per store, under an advisory lock.</summary>
internal sealed class DatabaseSchema(StoreOptions options, NpgsqlDataSource dataSource) : IMartenStorage, IMartenDatabase
{
    private readonly ConcurrentDictionary<object, Lazy<Task>> ensured = new();

    public IMartenDatabase Database => this;

    public NpgsqlConnection CreateConnection() => dataSource.CreateConnection();

    public Task EnsureEventsAsync() => EnsureAsync(options.EventGraph, () => EventSchema.Objects(options.EventGraph));

    public Task EnsureDocumentAsync(DocumentMapping mapping) => EnsureAsync(mapping, () => DocumentSchema.Objects(mapping, options));

    public async Task ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate? @override = null)
    {
        var events = options.EventGraph.IsActive ? EventSchema.Objects(options.EventGraph) : [];
        var objects = events
            .Concat(options.Documents.Where(d => d.IdMember is not null).SelectMany(d => DocumentSchema.Objects(d, options)));
        await ApplyAsync(objects.DistinctBy(o => o.Exists).ToList(), @override ?? options.AutoCreateSchemaObjects);
    }

    private Task EnsureAsync(object feature, Func<IEnumerable<SchemaObject>> objects)
    {
        if (ensured.TryGetValue(feature, out var known) && known.Value.IsCompletedSuccessfully) return Task.CompletedTask;
        var task = ensured.GetOrAdd(feature, _ => new Lazy<Task>(() => ApplyAsync([.. objects()], options.AutoCreateSchemaObjects))).Value;
        if (task.IsFaulted || task.IsCanceled) ensured.TryRemove(feature, out _);
        return task;
    }

    private async Task ApplyAsync(List<SchemaObject> objects, AutoCreate autoCreate)
    {
        if (autoCreate == AutoCreate.None || objects.Count == 0) return;
        await using var connection = await dataSource.OpenConnectionAsync();
        if ((await MissingAsync(connection, objects)).Count == 0) return;

        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({options.ApplyChangesLockId})");
        foreach (var missing in await MissingAsync(connection, objects)) await ExecuteAsync(connection, missing.Create);
        await transaction.CommitAsync();
    }

    private static async Task<List<SchemaObject>> MissingAsync(NpgsqlConnection connection, IReadOnlyList<SchemaObject> objects)
    {
        await using var command = new NpgsqlCommand($"select array[{string.Join(", ", objects.Select(o => o.Exists))}]", connection);
        var exists = (bool[])(await command.ExecuteScalarAsync())!;
        return [.. objects.Where((_, i) => !exists[i])];
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
