using MlOps.EventSourcing;
using MlOps.Monitoring.Monitors;
using Npgsql;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Retention;

/// <summary>
/// Deletes a monitor's predictions and labels that are older than its settings keep them, in transactions of bounded size.
/// </summary>
internal sealed class ApplyRetention(Mutations mutations, NpgsqlDataSource database, TimeProvider time)
{
    public async Task HandleAsync(DeploymentMonitor monitor, CancellationToken cancellation)
    {
        var before = time.GetUtcNow() - monitor.Settings.PredictionRetention;
        while (await ExpiredRows.ReadAsync(database, monitor.Deployment, before, cancellation) is { IsEmpty: false } expired)
        {
            var applied = new RetentionApplied(monitor.Deployment, before, expired.Predictions.Length, expired.Labels.Length);
            var purges = monitor.Purges;
            var mutated = await mutations.ApplyAsync<DeploymentMonitor>(
                monitor.Id, new V1.RetentionApplied(),
                (state, _) => Decide(DeploymentMonitor.Existing(state, monitor.Deployment), purges, applied),
                cancellation, also: (session, _) => expired.Delete(session));
            monitor = mutated.State;
        }
    }

    /// <summary>
    /// Nothing if another batch was deleted since <paramref name="purges"/> was read: it may have been the same on another node.
    /// </summary>
    public static object[] Decide(DeploymentMonitor monitor, long purges, RetentionApplied applied) =>
        monitor.Purges == purges ? [applied] : [];
}
