using MlOps.Experiments.Tracking;
using MlOps.Experiments.Training;
using Npgsql;

namespace MlOps.Experiments;

/// <summary>Creates the tables that stand beside the event store; safe when several replicas start at once.</summary>
internal sealed class Tables(NpgsqlDataSource database) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var create = new NpgsqlCommand(
            $"select pg_advisory_xact_lock(hashtext('mlops experiments tables')); {MetricSegments.Schema} {TrainingQueue.Schema}", connection, transaction);
        await create.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
