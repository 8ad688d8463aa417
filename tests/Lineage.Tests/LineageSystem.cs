using Google.Protobuf;
using MlOps.Contracts.Lineage.V1;
using MlOps.ServiceHost;

namespace MlOps.Lineage.Tests;

/// <summary>Lineage with a database and broker of its own; the tests play all other services.</summary>
public sealed class LineageSystem : IAsyncLifetime
{
    private string workspace = "default";

    public TestSystem System { get; private set; } = null!;

    public TestService Service { get; private set; } = null!;

    public LineageGraph.LineageGraphClient Lineage => new(Service.ChannelIn([workspace == "default" ? "*" : workspace], "ann", "auditor"));

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        Service = await System.StartServiceAsync("lineage", b => b.AddLineage(), a => a.MapLineage());
    }

    public async Task DisposeAsync()
    {
        await Service.DisposeAsync();
        await System.DisposeAsync();
    }

    /// <summary>The same system, with the events of another workspace.</summary>
    public LineageSystem In(string other) => new() { System = System, Service = Service, workspace = other };

    /// <summary>Publishes events and returns once each of them is in the ledger.</summary>
    internal async Task TellAsync(IEnumerable<(string Topic, string Subject, IMessage Event, string Id)> events, DateTimeOffset? time = null)
    {
        var told = events.ToList();
        foreach (var (topic, subject, message, id) in told) await System.PublishAsync(topic, subject, message, id, time, workspace);
        var ids = told.Select(e => e.Id).ToHashSet();
        await Eventually.HoldsAsync(async () => (await LedgerAsync()).Count(entry => ids.Contains(entry.EventId)) == ids.Count, TimeSpan.FromMinutes(1));
    }

    internal async Task<List<LedgerEntry>> LedgerAsync(ReadLedgerRequest? request = null)
    {
        using var call = Lineage.ReadLedger(request ?? new ReadLedgerRequest());
        var entries = new List<LedgerEntry>();
        while (await call.ResponseStream.MoveNext(default)) entries.Add(call.ResponseStream.Current);
        return entries;
    }
}
