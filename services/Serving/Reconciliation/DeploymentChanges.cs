using Marten;
using MlOps.Serving.Deployments;
using Npgsql;

namespace MlOps.Serving.Reconciliation;

/// <summary>Every transaction that changes a deployment notifies all nodes by PostgreSQL's NOTIFY.</summary>
internal sealed class DeploymentChanges : DocumentSessionListenerBase
{
    private const string Channel = "mlops_deployments";

    /// <summary>Subscribes the connection to changes.</summary>
    public static async Task ListenAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var listen = new NpgsqlCommand($"listen {Channel}", connection);
        await listen.ExecuteNonQueryAsync(cancellation);
    }

    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        var changed = session.PendingChanges.Streams()
            .Any(stream => stream.Key!.StartsWith(Deployment.StreamPrefix, StringComparison.Ordinal));
        if (changed) session.QueueSqlCommand($"notify {Channel}");
        return Task.CompletedTask;
    }
}
