using Npgsql;

namespace MlOps.ServiceHost;

/// <summary>Keeps events of one type from being committed until it is disposed: the service is between its work and its event.</summary>
public sealed class HeldEvents : IAsyncDisposable
{
    private const int Lock = 4711;
    private readonly NpgsqlConnection connection;

    private HeldEvents(NpgsqlConnection connection) => this.connection = connection;

    /// <summary>Holds the events with a name in a database of a service.</summary>
    public static async Task<HeldEvents> HoldAsync(string database, string eventType)
    {
        var held = new HeldEvents(new NpgsqlConnection(database));
        await held.connection.OpenAsync();
        await held.ExecuteAsync($"SELECT pg_advisory_lock({Lock})");
        await held.ExecuteAsync(
            $"""
            CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN PERFORM pg_advisory_xact_lock({Lock}); RETURN new; END $$;
            CREATE TRIGGER hold BEFORE INSERT ON mt_events FOR EACH ROW WHEN (new.type = '{eventType}') EXECUTE FUNCTION hold();
            """);
        return held;
    }

    /// <summary>Returns once an event is kept waiting.</summary>
    public Task ArrivedAsync() => MlOps.Testing.Eventually.HoldsAsync(async () =>
    {
        var sql = $"""
            SELECT count(*) FROM pg_locks
            WHERE locktype = 'advisory' AND NOT granted AND objid = {Lock}
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())! > 0;
    });

    /// <summary>Lets them go.</summary>
    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync($"SELECT pg_advisory_unlock({Lock})");
        await ExecuteAsync("DROP TRIGGER hold ON mt_events");
        await connection.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
