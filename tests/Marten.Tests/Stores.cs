using JasperFx.Events;
using Marten;
using Npgsql;

namespace MlOps.Marten.Tests;

/// <summary>A store over an empty database of its own.</summary>
internal static class Stores
{
    public static async Task<DocumentStore> WithStringKeysAsync(Action<StoreOptions>? configure = null)
    {
        var connection = await PostgresServer.CreateDatabaseAsync();
        return At(connection, options =>
        {
            options.Events.StreamIdentity = StreamIdentity.AsString;
            configure?.Invoke(options);
        });
    }

    public static async Task<DocumentStore> WithGuidsAsync(Action<StoreOptions>? configure = null) =>
        At(await PostgresServer.CreateDatabaseAsync(), configure);

    public static DocumentStore At(string connectionString, Action<StoreOptions>? configure = null) => DocumentStore.For(options =>
    {
        options.Connection(connectionString);
        configure?.Invoke(options);
    });

    public static async Task<NpgsqlConnection> OpenConnectionAsync(this DocumentStore store)
    {
        var connection = store.Storage.Database.CreateConnection();
        await connection.OpenAsync();
        return connection;
    }

    public static async Task ExecuteAsync(this DocumentStore store, string sql) => await store.ScalarAsync(sql);

    public static async Task<object?> ScalarAsync(this DocumentStore store, string sql)
    {
        await using var connection = await store.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
