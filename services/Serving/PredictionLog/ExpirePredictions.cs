using Microsoft.Extensions.Options;
using MlOps.EventSourcing;
using Npgsql;

namespace MlOps.Serving.PredictionLog;

/// <summary>
/// Deletes predictions that have been kept long enough, in transactions of bounded size with an event for each deployment.
/// </summary>
internal sealed class ExpirePredictions(
    NpgsqlDataSource database, CallerSessions sessions, OccupiedWorkspaces workspaces, IOptions<PredictionOptions> options,
    TimeProvider time)
{
    private const string Expired =
        "SELECT deployment, prediction_id FROM prediction WHERE workspace = $1 AND prediction_id < $2 ORDER BY prediction_id LIMIT $3";
    private const string Delete = "DELETE FROM prediction WHERE workspace = ? AND prediction_id = ANY(?)";

    /// <summary>Deletes all that is due; returns how many predictions that were.</summary>
    public async Task<long> HandleAsync(CancellationToken cancellation)
    {
        var before = time.GetUtcNow() - options.Value.Retention;
        var total = 0L;
        foreach (var workspace in await workspaces.WithRowsAsync("prediction", cancellation))
        {
            using var acting = workspaces.Enter(workspace);
            total += await DeleteAsync(workspace, before, cancellation);
        }
        return total;
    }

    public static PredictionsExpired Decide(string deployment, IEnumerable<string> ids, DateTimeOffset before)
    {
        var ordered = ids.Order(StringComparer.Ordinal).ToList();
        return new PredictionsExpired(deployment, before, ordered.Count, ordered[^1]);
    }

    private async Task<long> DeleteAsync(string workspace, DateTimeOffset before, CancellationToken cancellation)
    {
        for (var total = 0L; ;)
        {
            var batch = await ReadAsync(workspace, before, cancellation);
            if (batch.Count == 0) return total;
            if (await DeleteAsync(batch, before, cancellation)) total += batch.Count;
        }
    }

    private async Task<List<(string Deployment, string Id)>> ReadAsync(
        string workspace, DateTimeOffset before, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Expired);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = workspace });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = PredictionId.From(before) });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Limits.ExpiredOfBatch });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var batch = new List<(string, string)>();
        while (await reader.ReadAsync(cancellation)) batch.Add((reader.GetString(0), reader.GetString(1)));
        return batch;
    }

    /// <summary>
    /// False if this lost a race against another node or a segment that is being stored: what is left of the batch is read again.
    /// </summary>
    private async Task<bool> DeleteAsync(List<(string Deployment, string Id)> batch, DateTimeOffset before, CancellationToken cancellation)
    {
        await using var session = sessions.Open();
        string[] ids = [.. batch.Select(row => row.Id)];
        session.QueueSqlCommand(Delete, session.Workspace(), ids);
        // In the same order on every node: each append locks its stream.
        foreach (var group in batch.GroupBy(row => row.Deployment).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var stream = PredictionsLogged.StreamOf(group.Key);
            var version = (await session.Events.FetchStreamStateAsync(stream, cancellation))?.Version ?? 0;
            session.Events.Append(stream, version + 1, Decide(group.Key, group.Select(row => row.Id), before));
        }
        try
        {
            await session.SaveChangesAsync(cancellation);
            return true;
        }
        catch (Exception e) when (LostRace.Is(e))
        {
            return false;
        }
    }
}
