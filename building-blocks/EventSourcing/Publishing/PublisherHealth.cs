using Marten.Events.Daemon.Coordination;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using MlOps.Messaging;
using Npgsql;

namespace MlOps.EventSourcing.Publishing;

/// <summary>
/// Degraded while an event has been unpublished for longer than <see cref="KafkaOptions.PublishPatience"/>, whichever node runs the
/// publisher.
/// </summary>
internal sealed class PublisherHealth(
    NpgsqlDataSource database, EventStoreOptions options, IProjectionCoordinator coordinator, IOptions<KafkaOptions> kafka,
    TimeProvider time)
    : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var schema = options.Events.DatabaseSchemaName;
        await using var command = database.CreateCommand($"""
            select seq_id, stream_id, type, timestamp from {schema}.mt_events
            where seq_id > coalesce((select last_seq_id from {schema}.mt_event_progression where name = '{WireEventPublisher.Shard}'), 0)
            order by seq_id limit 1
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return HealthCheckResult.Healthy();
        var since = reader.GetFieldValue<DateTimeOffset>(3);
        if (time.GetUtcNow() - since <= kafka.Value.PublishPatience) return HealthCheckResult.Healthy();
        var waiting = $"Event {reader.GetInt64(0)} ({reader.GetString(2)} of {reader.GetString(1)})";
        return HealthCheckResult.Degraded($"{waiting} has waited since {since:O} to be published. {FailureHere()}");
    }

    /// <summary>The publisher's failure without stack traces; empty if the publisher runs on another node.</summary>
    private string FailureHere()
    {
        var agents = coordinator.DaemonForMainDatabase().CurrentAgents();
        var failure = agents.FirstOrDefault(agent => agent.Name.Identity == WireEventPublisher.Shard)?.Failure;
        var lines = failure?.Detail.Split('\n', StringSplitOptions.TrimEntries) ?? [];
        return string.Join(' ', lines.Where(line => !IsOfTrace(line)));
    }

    private static bool IsOfTrace(string line) =>
        line.StartsWith("at ", StringComparison.Ordinal) || line.StartsWith("--- End", StringComparison.Ordinal);
}
