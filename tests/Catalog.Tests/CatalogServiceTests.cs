using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Catalog.Datasets;
using MlOps.Contracts;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceHost;
using DatasetArchived = MlOps.Contracts.Catalog.V1.DatasetArchived;
using DatasetRegistered = MlOps.Contracts.Catalog.V1.DatasetRegistered;
using DatasetUpdated = MlOps.Contracts.Catalog.V1.DatasetUpdated;
using DatasetVersionImported = MlOps.Contracts.Catalog.V1.DatasetVersionImported;

namespace MlOps.Catalog.Tests;

public sealed class CatalogServiceTests(CatalogSystem system) : IClassFixture<CatalogSystem>
{
    private const string Csv = "id,day,price,name\n1,2024-01-01,1.5,ann\n2,2024-01-02,,bob\n3,2024-01-03,2.5,\n";

    [Fact]
    public async Task registers_imports_and_shows_a_dataset()
    {
        (await system.RegisterAsync("prices")).Creator.ShouldBe("ann");

        var version = await system.ImportAsync("prices", "prices.csv", Csv, h => h.Metadata["source"] = "shop");

        (version.Version, version.RowCount, version.AlreadyExisted).ShouldBe((1, 3, false));
        version.Columns.Select(c => (c.Name, c.Type, c.Nullable))
            .ShouldBe([("id", "BIGINT", false), ("day", "DATE", false), ("price", "DOUBLE", true), ("name", "VARCHAR", true)]);
        (version.FileCount, version.ColumnCount, version.SizeBytes, version.Format).ShouldBe((1, 4, Csv.Length, "csv"));
        version.Files.Single().Delimiter.ShouldBe(",");
        version.Metadata["source"].ShouldBe("shop");
        (await system.Ann.GetDatasetAsync(new GetDatasetRequest { Name = "prices" })).LatestVersion.ShouldBe(1);
        (await system.Ann.GetDatasetVersionAsync(new GetDatasetVersionRequest { Dataset = "prices" })).ShouldBe(version);

        var preview = await system.Ann.PreviewRowsAsync(new PreviewRowsRequest { Dataset = "prices", Limit = 2 });
        (preview.Rows.Count, preview.Truncated).ShouldBe((2, false));
        preview.Columns.Select(c => (c.Name, c.Type)).ShouldBe(version.Columns.Select(c => (c.Name, c.Type)));
        preview.Rows[1].Cells.ShouldBe(
            [new Cell { Int64Value = 2 }, new Cell { TemporalValue = "2024-01-02" }, new Cell(), new Cell { StringValue = "bob" }]);
        var columns = await system.Ann.ListColumnsAsync(new ListColumnsRequest { Dataset = "prices" });
        (columns.Columns[2].Statistics.Mean, columns.Columns[2].Statistics.NullCount).ShouldBe((2.0, 1));
        (await ReadAsync("prices", 1)).ShouldBe(Csv);
    }

    [Fact]
    public async Task gives_the_same_version_for_the_same_bytes_under_any_name_and_a_new_one_for_others()
    {
        await system.RegisterAsync("repeated");
        var first = await system.ImportAsync("repeated", "a.csv", Csv);

        var again = await system.ImportAsync("repeated", "a.csv", Csv);
        var renamed = await system.ImportAsync("repeated", "b.csv", Csv);
        var other = await system.ImportAsync("repeated", "a.csv", Csv + "4,2024-01-04,1,x\n");

        (again.Version, again.AlreadyExisted, again.Digest).ShouldBe((1, true, first.Digest));
        (renamed.Version, renamed.AlreadyExisted).ShouldBe((1, true));
        (other.Version, other.AlreadyExisted).ShouldBe((2, false));
        (await system.Ann.GetDatasetAsync(new GetDatasetRequest { Name = "repeated" })).Revision.ShouldBe(3);
    }

    [Fact]
    public async Task imports_a_file_that_is_larger_than_a_web_servers_usual_limit()
    {
        await system.RegisterAsync("large");
        var text = new StringBuilder("id,text\n");
        for (var i = 0; i < 400_000; i++) text.Append(i).Append(',').Append('x', 80).Append('\n');
        text.Length.ShouldBeGreaterThan(30_000_000);

        var version = await system.ImportAsync("large", "large.csv", text.ToString());

        version.RowCount.ShouldBe(400_000);
    }

    [Theory]
    [InlineData("x.csv", "a,b\n1,2\n3\n", "line 3")]
    [InlineData("x.csv", "", "empty")]
    [InlineData("x.csv", "a,b\n", "no rows")]
    [InlineData("x.json", "{\"a\":1}\n{\"a\":\n", "line 3")]
    [InlineData("x.parquet", "PAR1 but not really", "x.parquet")]
    [InlineData("x.xlsx", "a,b\n1,2\n", "must end in")]
    public async Task refuses_a_malformed_file_and_stores_nothing(string fileName, string content, string reason)
    {
        var name = $"malformed-{Guid.NewGuid():n}";
        await system.RegisterAsync(name);
        var before = system.Blobs();

        var refused = await Should.ThrowAsync<RpcException>(() => system.ImportAsync(name, fileName, content));

        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refused.Status.Detail.ShouldContain(reason);
        system.Blobs().ShouldBe(before, ignoreOrder: true);
        (await system.Ann.GetDatasetAsync(new GetDatasetRequest { Name = name })).Revision.ShouldBe(1);
    }

    [Fact]
    public async Task refuses_bytes_that_are_not_utf8_with_their_line()
    {
        await system.RegisterAsync("latin1");

        var refused = await Should.ThrowAsync<RpcException>(
            () => system.ImportAsync("latin1", "x.csv", [.. "a,b\n1,caf"u8, 0xE9, .. "\n"u8]));

        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refused.Status.Detail.ShouldContain("line 2: byte 0x");
    }

    [Fact]
    public async Task answers_a_repeated_request_with_its_first_answer_and_refuses_its_id_for_other_content()
    {
        await system.RegisterAsync("idempotent");
        var first = await system.ImportAsync("idempotent", "a.csv", Csv, h => h.RequestId = "import-1");
        await system.ImportAsync("idempotent", "a.csv", "x\n1\n");

        var again = await system.ImportAsync("idempotent", "a.csv", Csv, h => h.RequestId = "import-1");
        var misused = await Should.ThrowAsync<RpcException>(
            () => system.ImportAsync("idempotent", "a.csv", "x\n2\n", h => h.RequestId = "import-1"));

        again.ShouldBe(first);
        misused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        misused.Status.Detail.ShouldContain("request_id");
    }

    [Fact]
    public async Task aborts_when_the_dataset_is_not_at_the_expected_version()
    {
        await system.RegisterAsync("expected");
        await system.ImportAsync("expected", "a.csv", Csv, h => h.ExpectedVersion = 1);

        var late = await Should.ThrowAsync<RpcException>(
            () => system.ImportAsync("expected", "a.csv", "x\n1\n", h => h.ExpectedVersion = 1));

        late.StatusCode.ShouldBe(StatusCode.Aborted);
    }

    [Fact]
    public async Task commits_a_version_of_stored_blobs_with_what_it_was_derived_from()
    {
        await system.RegisterAsync("source");
        await system.RegisterAsync("derived");
        var file = (await system.ImportAsync("source", "a.csv", Csv)).Files.Single();
        var commit = new CommitVersionRequest { Dataset = "derived", Files = { file }, DerivedFrom = { "dataset/source@1" } };

        var version = await system.Ann.CommitVersionAsync(commit);

        (version.Version, version.RowCount).ShouldBe((1, 3));
        version.DerivedFrom.ShouldBe(["dataset/source@1"]);
        (await system.Ann.CommitVersionAsync(commit)).AlreadyExisted.ShouldBeTrue();
        var missing = commit.Clone();
        missing.Files[0].Digest = "sha256:" + new string('0', 64);
        (await Should.ThrowAsync<RpcException>(() => system.Ann.CommitVersionAsync(missing).ResponseAsync)).Status.Detail
            .ShouldContain("is not in the store");
    }

    [Fact]
    public async Task names_every_fault_of_a_request()
    {
        var request = new CommitVersionRequest { Dataset = "Not A Name",
            Files = { new DatasetFile { Path = "../x", Digest = "md5:1", Format = "xls" } } };

        var refused = await Should.ThrowAsync<RpcException>(() => system.Ann.CommitVersionAsync(request).ResponseAsync);

        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        foreach (var field in new[] { "dataset", "files[0].path", "files[0].digest", "files[0].format" }) refused.Status.Detail
            .ShouldContain(field);
    }

    [Fact]
    public async Task lets_only_engineers_change_and_everybody_known_read()
    {
        await system.RegisterAsync("guarded");
        var reader = new DatasetCatalog.DatasetCatalogClient(system.Service.ChannelAs("rob", "viewer"));
        var stranger = new DatasetCatalog.DatasetCatalogClient(system.Service.Anonymous);
        var register = new RegisterDatasetRequest { Name = "other" };

        (await reader.GetDatasetAsync(new GetDatasetRequest { Name = "guarded" })).Name.ShouldBe("guarded");
        (await Should.ThrowAsync<RpcException>(() => reader.RegisterDatasetAsync(register).ResponseAsync)).StatusCode
            .ShouldBe(StatusCode.PermissionDenied);
        (await Should.ThrowAsync<RpcException>(() => stranger.RegisterDatasetAsync(register).ResponseAsync)).StatusCode
            .ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task says_what_does_not_exist_and_what_exists_already()
    {
        await system.RegisterAsync("taken");

        (await Should.ThrowAsync<RpcException>(() => system.RegisterAsync("taken"))).StatusCode.ShouldBe(StatusCode.AlreadyExists);
        (await Should.ThrowAsync<RpcException>(() => system.ImportAsync("nowhere", "a.csv", Csv))).StatusCode.ShouldBe(StatusCode.NotFound);
        var version = new GetDatasetVersionRequest { Dataset = "taken", Version = 1 };
        (await Should.ThrowAsync<RpcException>(() => system.Ann.GetDatasetVersionAsync(version).ResponseAsync)).StatusCode
            .ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task pages_through_datasets_and_versions()
    {
        foreach (var i in Enumerable.Range(0, 5)) await system.RegisterAsync($"paged-{i}");
        foreach (var i in Enumerable.Range(0, 5)) await system.ImportAsync("paged-0", "a.csv", $"x\n{i}\n");

        var names = await Pages.ReadAsync(2, async (size, token) =>
        {
            var page = await system.Ann.ListDatasetsAsync(new ListDatasetsRequest { PageSize = size, PageToken = token });
            return (page.Datasets.Select(d => d.Name), page.NextPageToken);
        });

        names.Where(n => n.StartsWith("paged-", StringComparison.Ordinal))
            .ShouldBe(["paged-0", "paged-1", "paged-2", "paged-3", "paged-4"]);
        names.ShouldBeUnique();
        var first = await system.Ann.ListDatasetVersionsAsync(new ListDatasetVersionsRequest { Dataset = "paged-0", PageSize = 3 });
        var rest = await system.Ann.ListDatasetVersionsAsync(new ListDatasetVersionsRequest
        {
            Dataset = "paged-0", PageSize = 3, PageToken = first.NextPageToken,
        });
        first.Versions.Concat(rest.Versions).Select(v => v.Version).ShouldBe([1, 2, 3, 4, 5]);
        rest.NextPageToken.ShouldBeEmpty();
        var newest = await system.Ann.ListDatasetVersionsAsync(
            new ListDatasetVersionsRequest { Dataset = "paged-0", PageSize = 2, Descending = true });
        newest.Versions.Select(v => v.Version).ShouldBe([5, 4]);
    }

    [Fact]
    public async Task publishes_what_happened_in_the_approved_shape()
    {
        await system.Ann.RegisterDatasetAsync(new RegisterDatasetRequest
        {
            Name = "published", Description = "of a shop", Tags = { ["team"] = "sales" },
        });
        await system.ImportAsync("published", "a.csv", Csv, h => h.Metadata["source"] = "shop");

        var registered = await system.System.ConsumeAsync<DatasetRegistered>(Topics.Catalog, m => m.Data.Dataset == "published");
        var imported = await system.System.ConsumeAsync<DatasetVersionImported>(Topics.Catalog, m => m.Data.Dataset == "published");

        registered.Data.ShouldBeSentAsApproved();
        imported.Data.ShouldBeSentAsApproved();
        var mask = new FieldMask { Paths = { "description" } };
        await system.Ann.UpdateDatasetAsync(new UpdateDatasetRequest
        {
            Name = "published", Description = "of all shops", UpdateMask = mask,
        });
        await system.Ann.ArchiveDatasetAsync(new ArchiveDatasetRequest { Name = "published" });
        (await system.System.ConsumeAsync<DatasetUpdated>(Topics.Catalog, m => m.Data.Dataset == "published")).Data
            .ShouldBeSentAsApproved();
        (await system.System.ConsumeAsync<DatasetArchived>(Topics.Catalog, m => m.Data.Dataset == "published")).Data
            .ShouldBeSentAsApproved();
    }

    [Fact]
    public async Task shows_a_dataset_as_it_was()
    {
        await system.RegisterAsync("audited");
        await system.ImportAsync("audited", "a.csv", Csv);
        var audit = new AuditLog.AuditLogClient(system.Service.ChannelAs("aud", "auditor"));

        var before = await audit.GetStateAsync(new GetStateRequest { Stream = "dataset/audited", Version = 1 });
        var after = await audit.GetStateAsync(new GetStateRequest { Stream = "dataset/audited" });

        JsonDocument.Parse(before.Json).RootElement.GetProperty("LatestVersion").GetInt64().ShouldBe(0);
        JsonDocument.Parse(after.Json).RootElement.GetProperty("LatestVersion").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task rebuilds_the_same_datasets_from_events()
    {
        await system.RegisterAsync("rebuilt");
        foreach (var i in Enumerable.Range(0, 3)) await system.ImportAsync("rebuilt", "a.csv", $"x\n{i}\n");

        await system.Service.ShouldRebuildAsync(
            async session =>
            {
                var dataset = await session.LoadAsync<Catalog.Datasets.Dataset>("dataset/rebuilt");
                dataset!.Revision.ShouldBe(4);
                var versions = await session.QueryAsync<DatasetVersionDetails>("where data ->> 'Dataset' = 'rebuilt' order by id");
                versions.Select(version => version.Number).ShouldBe([1, 2, 3]);
                return [dataset, .. versions];
            },
            typeof(Catalog.Datasets.Dataset), typeof(DatasetVersionProjection));
    }

    [SkippableFact]
    public async Task imports_the_bike_sharing_hours()
    {
        var bytes = await File.ReadAllBytesAsync(SharedData.Require("bike-sharing/hour.csv"));
        await system.RegisterAsync("bike-hourly");

        var version = await system.ImportAsync("bike-hourly", "hour.csv", bytes);

        (version.RowCount, version.Columns.Count, version.Files[0].SizeBytes).ShouldBe((17_379, 17, bytes.Length));
        (await system.ImportAsync("bike-hourly", "hour.csv", bytes)).AlreadyExisted.ShouldBeTrue();
    }

    private async Task<string> ReadAsync(string dataset, long version)
    {
        using var call = system.Ann.ReadFile(new ReadFileRequest { Dataset = dataset, Version = version });
        var text = new StringBuilder();
        await foreach (var part in call.ResponseStream.ReadAllAsync()) text.Append(part.Chunk.ToStringUtf8());
        return text.ToString();
    }
}
