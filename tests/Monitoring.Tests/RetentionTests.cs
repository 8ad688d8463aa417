using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Retention;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceHost;
using Npgsql;
using MonitorSettings = MlOps.Contracts.Monitoring.V1.MonitorSettings;

namespace MlOps.Monitoring.Tests;

public sealed class RetentionTests(MonitoringSystem system) : IClassFixture<MonitoringSystem>
{
    [Fact]
    public async Task predictions_and_labels_that_are_older_than_they_are_kept_are_deleted_in_batches_and_events_say_how_many()
    {
        var now = DateTimeOffset.UtcNow;
        await system.DeployAsync("kept");
        await system.As("eve").ConfigureMonitorAsync(new ConfigureMonitorRequest
        {
            Deployment = "kept", Settings = new MonitorSettings { PredictionRetention = TimeSpan.FromDays(10).ToDuration() },
        });
        await using var database = NpgsqlDataSource.Create(system.Monitoring.Database);
        await using (var old = database.CreateCommand($"""
            INSERT INTO logged_prediction SELECT 'default', 'kept', 'old-' || i, '', 1, now() - interval '11 days', '[]', '', '', 1
            FROM generate_series(1, {Limits.ExpiredOfBatch + 7}) i;
            INSERT INTO ground_truth SELECT 'default', 'kept', i % 2 = 0, 'old-' || i, 0, 1, now() - interval '11 days' FROM generate_series(1, 12) i
            """)) await old.ExecuteNonQueryAsync();
        var ids = await system.PredictAsync("kept", 3, start: now.AddDays(-9));
        await system.As("eve").RecordGroundTruthAsync(
            new RecordGroundTruthRequest { Deployment = "kept", Labels = { new GroundTruth { PredictionId = ids[0], Value = 1 } } });

        await Task.WhenAll(ApplyAsync(), ApplyAsync());

        (await CountAsync("logged_prediction"), await CountAsync("ground_truth")).ShouldBe((3, 1));
        var events = await EventsAsync();
        (events.Sum(e => e.Predictions), events.Sum(e => e.Labels)).ShouldBe((Limits.ExpiredOfBatch + 7, 12));
        events.ShouldAllBe(e => e.Predictions <= Limits.ExpiredOfBatch && e.Before.ToDateTimeOffset() < now.AddDays(-9));
        async Task<long> CountAsync(string table)
        {
            await using var count = database.CreateCommand($"SELECT count(*) FROM {table} WHERE deployment = 'kept'");
            return (long)(await count.ExecuteScalarAsync())!;
        }
    }

    private async Task ApplyAsync()
    {
        await using var scope = system.Monitoring.Services.CreateAsyncScope();
        using var acting = scope.ServiceProvider.GetRequiredService<ServiceIdentity>().Act();
        var monitor = await scope.ServiceProvider.GetRequiredService<MonitorQueries>().GetAsync("kept", CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<ApplyRetention>().HandleAsync(monitor, CancellationToken.None);
    }

    /// <summary>Both batches as the others hear of them.</summary>
    private async Task<List<Contracts.Monitoring.V1.RetentionApplied>> EventsAsync()
    {
        var first = await system.System.ConsumeAsync<Contracts.Monitoring.V1.RetentionApplied>(Topics.Monitoring);
        var second = await system.System
            .ConsumeAsync<Contracts.Monitoring.V1.RetentionApplied>(Topics.Monitoring, message => message.Id != first.Id);
        return [first.Data, second.Data];
    }
}
