using JasperFx.Events.Projections;
using MlOps.EventSourcing.Hosting;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;
using Npgsql;

namespace MlOps.ServiceDefaults.Tests.EventSourcing;

/// <summary>A service whose daemon takes a gap for dead after a second, where services wait longer.</summary>
public sealed class GapSystem : IAsyncLifetime
{
    public static readonly TimeSpan DeadGap = TimeSpan.FromSeconds(1);

    internal TestSystem System { get; private set; } = null!;

    internal TestService Service { get; private set; } = null!;

    internal NpgsqlDataSource Database { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        Service = await System.StartServiceAsync("gaps", builder => builder.AddEventStore("gaps", Publishes.Table(), options =>
        {
            options.Projections.Snapshot<Note>(SnapshotLifecycle.Inline);
            options.Projections.StaleSequenceThreshold = DeadGap;
            options.Audits<Note>("note/");
        }), _ => { });
        Database = NpgsqlDataSource.Create(Service.Database);
    }

    public async Task DisposeAsync()
    {
        await Database.DisposeAsync();
        await Service.DisposeAsync();
        await System.DisposeAsync();
    }

    internal async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Returns once the daemon has waited so often as long before one gap as it waits before dead ones.</summary>
    internal Task HoldsBeforeGapAsync(int times = 0) => Eventually.HoldsAsync(() => ScalarAsync<bool>($"""
        select now() - gap.last_updated > interval '{(DeadGap * times).TotalSeconds} s' from mt_event_progression gap
        join mt_event_progression mark on mark.name = 'HighWaterMark' and mark.last_seq_id = gap.last_seq_id
        where gap.name = 'HighWaterStuckGap' and exists (select from mt_events where seq_id > gap.last_seq_id)
        """));

    /// <summary>Keys of the notes that were published, in order, once that of <paramref name="last"/> was.</summary>
    internal async Task<List<string>> PublishedUntilAsync(string last) =>
        [.. (await System.ReadAsync(Publishes.Topic, all => all[^1].Message.Key == $"default/note/{last}")).Select(result => result.Message.Key["default/".Length..])];
}
