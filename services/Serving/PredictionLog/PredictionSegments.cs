using System.Security.Cryptography;
using Marten;
using MlOps.Contracts.Serving.V1;
using MlOps.EventSourcing;
using Npgsql;

namespace MlOps.Serving.PredictionLog;

/// <summary>
/// The log of predictions in the database: rows in a table of their own, and one event for each deployment and segment that says what
/// was added.
/// </summary>
internal sealed class PredictionSegments(NpgsqlDataSource database)
{
    private const string Insert = """
        INSERT INTO prediction (workspace, prediction_id, client_id, segment_id, deployment, position, time, data, actor)
        SELECT ?, id, client_id, ?, ?, position, time, data, actor
        FROM unnest(?::text[], ?::text[], ?::timestamptz[], ?::bytea[], ?::text[])
            WITH ORDINALITY AS added (id, client_id, time, data, actor, position)
        """;

    private const string Segment =
        "SELECT data FROM prediction WHERE workspace = $1 AND segment_id = $2 AND deployment = $3 ORDER BY position";
    private const string Known = "SELECT prediction_id FROM prediction WHERE workspace = $1 AND prediction_id = ANY($2)";

    /// <summary>Adds a segment in the transaction of the session; idempotent: what is logged already is not logged again.</summary>
    public async Task AddAsync(
        IDocumentSession session, string segmentId, IReadOnlyList<LoggedPrediction> records, CancellationToken cancellation)
    {
        var workspace = session.Workspace();
        var logged = await LoggedAsync(workspace, [.. records.Select(record => record.Prediction.PredictionId)], cancellation);
        var added = records.Where(record => logged.Add(record.Prediction.PredictionId)).ToList();
        // In the same order on every node: each append locks its stream.
        foreach (var group in added.GroupBy(record => record.Prediction.Deployment).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var record in group) hash.AppendData(record.Bytes.Span);
            session.QueueSqlCommand(
                Insert, workspace, segmentId, group.Key, Column(group, record => record.Prediction.PredictionId),
                Column(group, record => record.Prediction.ClientId), Column(group, record => record.Prediction.Time.ToDateTimeOffset()),
                Column(group, record => record.Bytes.ToArray()), Column(group, record => record.Prediction.Actor));
            var stream = PredictionsLogged.StreamOf(group.Key);
            var version = (await session.Events.FetchStreamStateAsync(stream, cancellation))?.Version ?? 0;
            session.Events.Append(stream, version + 1,
                new PredictionsLogged(group.Key, segmentId, group.Count(), $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}"));
        }
    }

    /// <summary>The predictions that an event says were added.</summary>
    public static async Task<IReadOnlyList<Prediction>> ReadAsync(
        IQuerySession session, string segmentId, string deployment, CancellationToken cancellation)
    {
        // A connection of its own: sessions of subscriptions have none to keep.
        await using var connection = session.DocumentStore.Storage.Database.CreateConnection();
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(Segment, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = session.Workspace() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = segmentId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = deployment });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var predictions = new List<Prediction>();
        while (await reader.ReadAsync(cancellation)) predictions.Add(Prediction.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)));
        return predictions;
    }

    private async Task<HashSet<string>> LoggedAsync(string workspace, string[] ids, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Known);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = workspace });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ids });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var logged = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation)) logged.Add(reader.GetString(0));
        return logged;
    }

    private static T[] Column<T>(IEnumerable<LoggedPrediction> records, Func<LoggedPrediction, T> value) => [.. records.Select(value)];
}
