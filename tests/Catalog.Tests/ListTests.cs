using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceHost;

namespace MlOps.Catalog.Tests;

public sealed class ListTests(CatalogSystem system) : IClassFixture<CatalogSystem>
{
    [Fact]
    public async Task datasets_are_found_by_prefix_and_tags_and_without_archived_ones()
    {
        foreach (var name in (string[])["found-a", "found-b", "found-c"])
            await system.Ann.RegisterDatasetAsync(new RegisterDatasetRequest { Name = name, Tags = { ["team"] = name, ["all"] = "yes" } });
        await system.Ann.ArchiveDatasetAsync(new ArchiveDatasetRequest { Name = "found-b" });

        (await FoundAsync(new ListDatasetsRequest())).ShouldBe(["found-a", "found-c"]);
        (await FoundAsync(new ListDatasetsRequest { ShowArchived = true })).ShouldBe(["found-a", "found-b", "found-c"]);
        (await FoundAsync(new ListDatasetsRequest { ShowArchived = true, Descending = true })).ShouldBe(["found-c", "found-b", "found-a"]);
        (await FoundAsync(new ListDatasetsRequest { Tags = { ["team"] = "found-c", ["all"] = "yes" } })).ShouldBe(["found-c"]);
        (await FoundAsync(new ListDatasetsRequest { Tags = { ["team"] = "found-c", ["all"] = "no" } })).ShouldBeEmpty();

        async Task<IEnumerable<string>> FoundAsync(ListDatasetsRequest request)
        {
            request.NamePrefix = "found-";
            return (await system.Ann.ListDatasetsAsync(request)).Datasets.Select(dataset => dataset.Name);
        }
    }

    [Fact]
    public async Task versions_are_found_by_metadata_and_origin_and_only_those_of_the_dataset()
    {
        await system.RegisterAsync("versions");
        await system.RegisterAsync("versions-too");
        await system.ImportAsync("versions-too", "data.csv", CatalogCalls.Csv(1));
        foreach (var i in Enumerable.Range(1, 3))
        {
            await system.Ann.CommitVersionAsync(new CommitVersionRequest
            {
                Dataset = "versions",
                Files = { await CatalogCalls.FileAsync(system, "data.csv", CatalogCalls.Csv(i)) },
                DerivedFrom = { $"dataset/origin@{i}", "feature-service/all" },
                Metadata = { ["number"] = $"{i}" },
            });
        }

        (await FoundAsync(new ListDatasetVersionsRequest())).ShouldBe([1, 2, 3]);
        (await FoundAsync(new ListDatasetVersionsRequest { Descending = true })).ShouldBe([3, 2, 1]);
        (await FoundAsync(new ListDatasetVersionsRequest { Metadata = { ["number"] = "2" } })).ShouldBe([2]);
        (await FoundAsync(new ListDatasetVersionsRequest { DerivedFrom = "dataset/origin@3" })).ShouldBe([3]);
        (await FoundAsync(new ListDatasetVersionsRequest { DerivedFrom = "feature-service/all" })).ShouldBe([1, 2, 3]);
        (await FoundAsync(new ListDatasetVersionsRequest { DerivedFrom = "dataset/origin" })).ShouldBeEmpty();

        async Task<IEnumerable<long>> FoundAsync(ListDatasetVersionsRequest request)
        {
            request.Dataset = "versions";
            return (await system.Ann.ListDatasetVersionsAsync(request)).Versions.Select(version => version.Version);
        }
    }

    [Fact]
    public async Task a_list_costs_the_same_statements_however_long_it_is()
    {
        using var queries = new QueryCount();
        for (var i = 0; i < 3; i++) await system.RegisterAsync($"counted-{i}");
        for (var i = 0; i < 5; i++) await system.ImportAsync("counted-0", "data.csv", CatalogCalls.Csv(i));

        foreach (var size in (int[])[1, 100])
        {
            (await queries.OfAsync(() => system.Ann.ListDatasetsAsync(new ListDatasetsRequest { PageSize = size }).ResponseAsync))
                .ShouldBe(1);
            // The second statement is whether there is such a dataset.
            var versions = new ListDatasetVersionsRequest { Dataset = "counted-0", PageSize = size };
            (await queries.OfAsync(() => system.Ann.ListDatasetVersionsAsync(versions).ResponseAsync)).ShouldBe(2);
            var columns = new ListColumnsRequest { Dataset = "counted-0", Version = 1, PageSize = size };
            (await queries.OfAsync(() => system.Ann.ListColumnsAsync(columns).ResponseAsync)).ShouldBe(1);
        }
    }

    [Fact]
    public async Task an_archived_dataset_is_read_as_before_and_takes_nothing_new()
    {
        await system.RegisterAsync("archived");
        var version = await system.ImportAsync("archived", "data.csv", CatalogCalls.Csv(1));
        (await system.Ann.ArchiveDatasetAsync(new ArchiveDatasetRequest { Name = "archived", Reason = "old" })).Archived.ShouldBeTrue();

        (await system.Ann.GetDatasetVersionAsync(new GetDatasetVersionRequest { Dataset = "archived" })).ShouldBe(version);
        (await system.Ann.PreviewRowsAsync(new PreviewRowsRequest { Dataset = "archived", Limit = 1 })).Rows.ShouldHaveSingleItem();
        (await system.ImportAsync("archived", "data.csv", CatalogCalls.Csv(1))).AlreadyExisted.ShouldBeTrue();
        foreach (var mutation in (string[])["ImportVersion", "CommitVersion", "UpdateDataset"])
        {
            (await Refused.WithAsync(
                StatusCode.FailedPrecondition, () => CatalogCalls.Mutations[mutation].Send(system, "archived", 2, "", null)))
                .Rule().Type.ShouldBe("dataset-archived", mutation);
        }
    }
}
