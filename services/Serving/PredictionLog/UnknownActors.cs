using MlOps.Contracts.Serving.V1;
using Npgsql;

namespace MlOps.Serving.PredictionLog;

/// <summary>
/// Fills in who asked for predictions that were logged before there was a column for it, once, at the first start; until then lists of
/// a caller's own predictions lack them. Any number of nodes may.
/// </summary>
internal sealed class UnknownActors(NpgsqlDataSource database, TimeProvider time, ILogger<UnknownActors> logger) : BackgroundService
{
    private const int Batch = 1_000;
    private const string Unknown =
        "SELECT workspace, prediction_id, data FROM prediction WHERE actor IS NULL ORDER BY prediction_id LIMIT $1";
    private const string Fill = """
        UPDATE prediction SET actor = known.actor
        FROM unnest($1::text[], $2::text[], $3::text[]) known (workspace, id, actor)
        WHERE prediction.workspace = known.workspace AND prediction_id = known.id AND prediction.actor IS NULL
        """;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                if (!await FillAsync(stoppingToken)) return;
            }
            catch (NpgsqlException e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.ActorsNotFilled(e);
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }

    /// <summary>Fills one batch; false if there was none.</summary>
    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        var (workspaces, ids, actors) = (new List<string>(), new List<string>(), new List<string>());
        await using (var read = database.CreateCommand(Unknown))
        {
            read.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Batch });
            await using var reader = await read.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                workspaces.Add(reader.GetString(0));
                ids.Add(reader.GetString(1));
                actors.Add(Prediction.Parser.ParseFrom(reader.GetFieldValue<byte[]>(2)).Actor);
            }
        }

        if (ids.Count == 0) return false;
        await using var fill = database.CreateCommand(Fill);
        foreach (var column in (List<string>[])[workspaces, ids, actors])
            fill.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. column] });
        await fill.ExecuteNonQueryAsync(cancellation);
        return true;
    }
}
