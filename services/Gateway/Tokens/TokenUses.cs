using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace MlOps.Gateway.Tokens;

/// <summary>When each token was used last: kept in memory and written every few seconds, in one statement.</summary>
internal sealed class TokenUses(NpgsqlDataSource database, TimeProvider time, ILogger<TokenUses> logger) : BackgroundService
{
    /// <summary>The table, as the service creates it.</summary>
    public const string Schema = "create table if not exists token_uses (token_id text primary key, used_at timestamptz not null)";

    // Tokens of a foreign provider have an id for each login; only the latest are of interest.
    private const int Capacity = 100_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private ConcurrentDictionary<string, DateTimeOffset> pending = new();

    public void Mark(string id, DateTimeOffset now)
    {
        var uses = Volatile.Read(ref pending);
        if (uses.Count < Capacity) uses[id] = now;
    }

    /// <summary>The last use of each of these tokens that was used.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> LastOfAsync(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var found = new Dictionary<string, DateTimeOffset>();
        await using (var command = database.CreateCommand("select token_id, used_at from token_uses where token_id = any($1)"))
        {
            command.Parameters.AddWithValue(ids.ToArray());
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) found[reader.GetString(0)] = reader.GetFieldValue<DateTimeOffset>(1);
        }

        var uses = Volatile.Read(ref pending);
        foreach (var id in ids)
        {
            if (uses.TryGetValue(id, out var at) && (!found.TryGetValue(id, out var known) || at > known)) found[id] = at;
        }

        return found;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await FlushAsync(stoppingToken);
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        var uses = Interlocked.Exchange(ref pending, new ConcurrentDictionary<string, DateTimeOffset>());
        if (uses.IsEmpty) return;
        try
        {
            var rows = uses.ToArray();
            await using var command = database.CreateCommand(
                """
                insert into token_uses (token_id, used_at) select * from unnest($1, $2)
                on conflict (token_id) do update set used_at = greatest(token_uses.used_at, excluded.used_at)
                """);
            command.Parameters.AddWithValue(rows.Select(row => row.Key).ToArray());
            command.Parameters.AddWithValue(
                NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, rows.Select(row => row.Value.UtcDateTime).ToArray());
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            logger.UsesNotWritten(e.Message);
            foreach (var (id, at) in uses) pending.TryAdd(id, at);
        }
    }
}
