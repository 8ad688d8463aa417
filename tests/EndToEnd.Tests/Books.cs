using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Lineage.V1;

namespace MlOps.EndToEnd.Tests;

/// <summary>What all services recorded, and what reached the ledger.</summary>
internal sealed class Books
{
    private static readonly string[] Services = ["catalog", "experiments", "features", "gateway", "monitoring", "registry", "serving"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private Books(Dictionary<string, List<RecordedEvent>> stores, List<LedgerEntry> ledger) => (Stores, Ledger) = (stores, ledger);

    /// <summary>The events of each service's store.</summary>
    public IReadOnlyDictionary<string, List<RecordedEvent>> Stores { get; }

    /// <summary>The events that Lineage was told.</summary>
    public IReadOnlyList<LedgerEntry> Ledger { get; }

    /// <summary>Reads the stores, and the ledger once it has what they hold (or has not got it in minutes).</summary>
    public static async Task<Books> ReadAsync(GatewayClient auditor)
    {
        var stores = new Dictionary<string, List<RecordedEvent>>();
        foreach (var service in Services)
        {
            using var read = auditor.AuditOf(service).ReadAll(new ReadAllRequest());
            stores[service] = await read.ResponseStream.ReadAllAsync().ToListAsync();
        }
        var lineage = new LineageGraph.LineageGraphClient(auditor.Calls);
        var recorded = stores.Values.Sum(store => store.Count);
        try
        {
            await Eventually.HoldsAsync(async () => (await lineage.GetStatisticsAsync(new GetStatisticsRequest())).Position >= recorded, Patience);
        }
        catch (TimeoutException)
        {
            // What is missing shows in the comparison.
        }
        using var entries = new LineageGraph.LineageGraphClient(auditor.Once).ReadLedger(new ReadLedgerRequest());
        return new Books(stores, await entries.ResponseStream.ReadAllAsync().ToListAsync());
    }

    /// <summary>No wire event is lost, and none takes effect twice.</summary>
    public void ShouldAgree()
    {
        foreach (var (service, store) in Stores)
        {
            var told = Ledger.Where(entry => entry.Service == service).ToList();
            told.Select(entry => entry.EventId).Order().ShouldBe(store.Select(stored => stored.Id).Order(), service);
            foreach (var stream in told.GroupBy(entry => entry.Subject))
                stream.Select(entry => entry.Sequence).ShouldBeInOrder(SortDirection.Ascending, stream.Key);
        }
        Ledger.Count.ShouldBe(Stores.Values.Sum(store => store.Count));
        Ledger.Select(entry => entry.Position).ShouldBe(Enumerable.Range(1, Ledger.Count).Select(position => (long)position));
    }

    /// <summary>The types of a stream's events, in order.</summary>
    public IEnumerable<string> TypesOf(string service, string stream) => Stores[service].Where(e => e.Stream == stream).Select(e => e.Type);
}
