using MlOps.Contracts.Catalog.V1;
using Xunit.Abstractions;

namespace MlOps.Catalog.Tests;

/// <summary>The largest legal request of every RPC goes the whole way, and the next larger is refused with the limit's name.</summary>
public sealed class LimitTests(CatalogSystem system, ITestOutputHelper output) : IClassFixture<CatalogSystem>
{
    private static readonly Dictionary<string, Func<CatalogSystem, Task<int>>> Rpcs = new()
    {
        ["RegisterDataset"] = system => new DatasetLimits(system).RegisterAsync(),
        ["GetDataset"] = system => new DatasetLimits(system).GetAsync(),
        ["ListDatasets"] = system => new DatasetLimits(system).ListAsync(),
        ["UpdateDataset"] = system => new DatasetLimits(system).UpdateAsync(),
        ["ArchiveDataset"] = system => new DatasetLimits(system).ArchiveAsync(),
        ["ImportVersion"] = system => new VersionLimits(system).ImportAsync(),
        ["CommitVersion"] = system => new VersionLimits(system).CommitAsync(),
        ["GetDatasetVersion"] = system => new VersionLimits(system).GetVersionAsync(),
        ["ListDatasetVersions"] = system => new VersionLimits(system).ListVersionsAsync(),
        ["ListColumns"] = system => new VersionLimits(system).ListColumnsAsync(),
        ["ReadFile"] = system => new VersionLimits(system).ReadFileAsync(),
        ["PreviewRows"] = system => new VersionLimits(system).PreviewAsync(),
    };

    public static TheoryData<string> All => [.. DatasetCatalog.Descriptor.Methods.Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task the_largest_legal_request_goes_through_and_the_next_larger_is_refused(string rpc) =>
        output.WriteLine($"{rpc}: {await Rpcs[rpc](system)} limits");
}
