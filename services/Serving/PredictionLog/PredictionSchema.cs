using Npgsql;

namespace MlOps.Serving.PredictionLog;

/// <summary>Creates the table of logged predictions; safe when several nodes start at once.</summary>
internal sealed class PredictionSchema(NpgsqlDataSource database) : IHostedService
{
    private const string Schema = """
        SELECT pg_advisory_xact_lock(hashtext('mlops.serving.schema'));
        CREATE TABLE IF NOT EXISTS prediction (request_id text PRIMARY KEY, segment_id text NOT NULL, deployment text NOT NULL, position integer NOT NULL, data bytea NOT NULL);
        CREATE INDEX IF NOT EXISTS prediction_segment ON prediction (segment_id, deployment, position);
        """;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var create = new NpgsqlCommand(Schema, connection, transaction)) await create.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
