using System.Text;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceDefaults.Paging;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Catalog.Tests;

/// <summary>The limits of the RPCs about versions: each method tries the largest and returns how many larger ones were refused.</summary>
internal sealed class VersionLimits(CatalogSystem system)
{
    private const int MaxAnswer = 4 << 20;

    // 2,048 names of 4 + 159 × 3 bytes with the type VARCHAR: 999,424 of 1,000,000 bytes.
    private const int WideNameLength = 163;

    private DatasetCatalog.DatasetCatalogClient Ann => system.Ann;

    public async Task<int> ImportAsync()
    {
        var (header, csv) = (Largest.Header("imported"), Largest.WideCsv(Limits.Columns, WideNameLength));
        await system.RegisterAsync(header.Dataset);
        var version = await system.ImportAsync(header.Dataset, header.FileName, csv, h => h.MergeFrom(header));

        (version.ColumnCount, version.Columns.Count, version.Metadata).ShouldBe((Limits.Columns, Limits.Columns, header.Metadata));
        version.CalculateSize().ShouldBeLessThan(MaxAnswer);
        var wire = await system.System.ConsumeAsync<DatasetVersionImported>(Topics.Catalog, m => m.Data.Dataset == header.Dataset);
        (wire.Data.Digest, wire.Data.ColumnCount, wire.Data.Metadata).ShouldBe((version.Digest, Limits.Columns, header.Metadata));
        (await Ann.ListDatasetVersionsAsync(new ListDatasetVersionsRequest { Dataset = header.Dataset })).Versions.ShouldHaveSingleItem();

        var count = await Largest.RefuseEachAsync(
            header, h => system.ImportAsync(header.Dataset, h.FileName, "a\n1\n", other => other.MergeFrom(h)),
            ("header.file_name", h => h.FileName = "x" + h.FileName), ("header.reason", h => h.Reason += "x"),
            ("request_id", h => h.RequestId += "x"), ("header.metadata", h => h.Metadata["x"] = "x"),
            ("header.metadata", h => Largest.TooManyLabels(h.Metadata)));
        (string Says, string Csv)[] contents =
        [
            ($"more than {Limits.SchemaBytes} bytes", Largest.WideCsv(Limits.Columns, WideNameLength + 1)),
            ($"more than {Limits.Columns}", Largest.WideCsv(Limits.Columns + 1, 5)),
            ($"longer than {Limits.ColumnNameLength}", Largest.WideCsv(1, Limits.ColumnNameLength + 1)),
            ("longer than 1048576 bytes", $"a\n{new string('x', 1 << 20)}x\n"),
        ];
        foreach (var (says, content) in contents)
        {
            var refused = await Should.ThrowAsync<RpcException>(() => system.ImportAsync(header.Dataset, "large.csv", content));
            (refused.StatusCode, refused.Status.Detail).ShouldSatisfyAllConditions(
                r => r.StatusCode.ShouldBe(StatusCode.InvalidArgument), r => r.Detail.ShouldContain(says));
        }

        (await Refused.WithAsync(StatusCode.InvalidArgument, () => SendChunkAsync(header.Dataset, Limits.ChunkBytes + 1))).Fields()
            .ShouldBe(["chunk"]);
        (await SendChunkAsync(header.Dataset, Limits.ChunkBytes)).SizeBytes.ShouldBe(Limits.ChunkBytes);
        return count + contents.Length + 1;
    }

    public async Task<int> CommitAsync()
    {
        var largest = await LargestCommitAsync("committed");
        var version = await Ann.CommitVersionAsync(largest);

        (version.FileCount, version.Files.Count, version.RowCount)
            .ShouldBe((Limits.FilesPerVersion, Limits.FilesPerVersion, Limits.FilesPerVersion));
        (version.DerivedFrom, version.Metadata).ShouldBe((largest.DerivedFrom, largest.Metadata));
        version.CalculateSize().ShouldBeLessThan(MaxAnswer);
        (await Ann.GetDatasetVersionAsync(new GetDatasetVersionRequest { Dataset = largest.Dataset })).ShouldBe(version);
        var wire = await system.System.ConsumeAsync<DatasetVersionImported>(Topics.Catalog, m => m.Data.Dataset == largest.Dataset);
        (wire.Data.FileCount, wire.Data.DerivedFrom, wire.Data.Metadata)
            .ShouldBe((Limits.FilesPerVersion, largest.DerivedFrom, largest.Metadata));
        (await Ann.ListDatasetVersionsAsync(new ListDatasetVersionsRequest { Dataset = largest.Dataset })).Versions.ShouldHaveSingleItem();
        return await Largest.RefuseEachAsync(
            largest, request => Ann.CommitVersionAsync(request),
            ("files", r => r.Files.Add(new DatasetFile(r.Files[0]) { Path = "one-more" })), ("files[0].path", r => r.Files[0].Path += "x"),
            ("files[0].size_bytes", r => r.Files[0].SizeBytes = Limits.FileBytes + 1), ("derived_from", r => r.DerivedFrom.Add("x")),
            ("derived_from", r => r.DerivedFrom[0] += "x"), ("derived_from", r => Largest.OneLongNode(r.DerivedFrom)),
            ("metadata", r => r.Metadata["x"] = "x"), ("reason", r => r.Reason += "x"), ("request_id", r => r.RequestId += "x"));
    }

    public async Task<int> GetVersionAsync()
    {
        var request = new GetDatasetVersionRequest { Dataset = Largest.Name("version") };
        await system.RegisterAsync(request.Dataset);
        var version = await system.ImportAsync(request.Dataset, "wide.csv", Largest.WideCsv(Limits.Columns, WideNameLength));
        (await Ann.GetDatasetVersionAsync(request)).ShouldBe(version);
        (await Refused.WithAsync(
            StatusCode.NotFound, () => Ann.GetDatasetVersionAsync(new(request) { Version = long.MaxValue }).ResponseAsync))
            .ShouldNotBeNull();
        return await Largest.RefuseEachAsync(
            request, r => Ann.GetDatasetVersionAsync(r), ("dataset", r => r.Dataset += "x"), ("version", r => r.Version = -1));
    }

    public async Task<int> ListVersionsAsync()
    {
        await system.RegisterAsync("many");
        for (var i = 0; i < 12; i++)
        {
            var file = await CatalogCalls.FileAsync(system, "data.csv", CatalogCalls.Csv(i));
            var request = new CommitVersionRequest
            {
                Dataset = "many", Files = { file }, DerivedFrom = { Largest.Origins() }, Metadata = { Largest.Labels() },
            };
            await Ann.CommitVersionAsync(request);
        }

        var first = await Ann.ListDatasetVersionsAsync(new ListDatasetVersionsRequest { Dataset = "many", PageSize = int.MaxValue });
        first.CalculateSize().ShouldBeInRange(MaxAnswer / 2, MaxAnswer);
        first.NextPageToken.ShouldNotBeEmpty();
        var rest = await Ann.ListDatasetVersionsAsync(
            new ListDatasetVersionsRequest { Dataset = "many", PageSize = 100, PageToken = first.NextPageToken });
        first.Versions.Concat(rest.Versions).Select(version => version.Version).ShouldBe(Enumerable.Range(1, 12).Select(i => (long)i));
        var largest = new ListDatasetVersionsRequest
        {
            Dataset = "many", DerivedFrom = new string('x', Limits.PathLength), Metadata = { Largest.Labels() },
        };
        (await Ann.ListDatasetVersionsAsync(largest)).Versions.ShouldBeEmpty();
        return await Largest.RefuseEachAsync(
            largest, request => Ann.ListDatasetVersionsAsync(request),
            ("derived_from", r => r.DerivedFrom += "x"), ("metadata", r => r.Metadata["x"] = "x"));
    }

    public async Task<int> ListColumnsAsync()
    {
        // Ten values of 64 wide characters in each column: the largest statistics.
        await system.RegisterAsync("columns");
        var rows = Enumerable.Range(0, 10).Select(row => string.Join(",", Enumerable.Repeat($"{row}{Largest.Text(63)}", Limits.Columns)));
        await system.ImportAsync(
            "columns", "wide.csv", string.Join('\n', rows.Prepend(Largest.WideCsv(Limits.Columns, 150).Split('\n')[0])) + "\n");

        var pages = 0;
        var columns = await Pages.ReadAsync(Limits.Columns, async (size, token) =>
        {
            var page = await Ann.ListColumnsAsync(new ListColumnsRequest { Dataset = "columns", PageSize = size, PageToken = token });
            page.CalculateSize().ShouldBeLessThan(MaxAnswer);
            pages++;
            return (page.Columns.AsEnumerable(), page.NextPageToken);
        });
        pages.ShouldBeGreaterThan(1);
        columns.Select(column => column.Name).ShouldBe(Enumerable.Range(0, Limits.Columns).Select(i => Largest.ColumnName(i, 150)));
        columns.ShouldAllBe(column => column.Statistics.TopValues.Count == 10 && column.Statistics.Max.Length == 64);
        return await Largest.RefuseEachAsync(
            new ListColumnsRequest { Dataset = Largest.Name("c") }, request => Ann.ListColumnsAsync(request),
            ("dataset", r => r.Dataset += "x"));
    }

    public async Task<int> ReadFileAsync()
    {
        var request = await LargestCommitAsync("read");
        await Ann.CommitVersionAsync(request);
        var largest = new ReadFileRequest { Dataset = "read", Path = request.Files[^1].Path };
        (await ReadAsync(largest)).ShouldBe(CatalogCalls.Csv(Limits.FilesPerVersion - 1));
        return await Largest.RefuseEachAsync(
            largest, r => ReadAsync(r), ("path", r => r.Path += "x"), ("dataset", r => r.Dataset = Largest.Name("x") + "x"),
            ("version", r => r.Version = -1));

        async Task<string> ReadAsync(ReadFileRequest asked)
        {
            using var call = Ann.ReadFile(asked);
            var text = new StringBuilder();
            await foreach (var part in call.ResponseStream.ReadAllAsync()) text.Append(part.Chunk.ToStringUtf8());
            return text.ToString();
        }
    }

    public async Task<int> PreviewAsync()
    {
        await system.RegisterAsync("previewed");
        var row = string.Join(",", Enumerable.Repeat("12345", Limits.Columns)) + "\n";
        await system.ImportAsync(
            "previewed", "wide.csv", Largest.WideCsv(Limits.Columns, WideNameLength) + string.Concat(Enumerable.Repeat(row, 999)));
        var largest = new PreviewRowsRequest { Dataset = "previewed", Limit = Limits.PreviewRows };
        var shown = await Ann.PreviewRowsAsync(largest);
        (shown.Truncated, shown.Columns.Count).ShouldBe((true, Limits.Columns));
        shown.CalculateSize().ShouldBeInRange(Page<PreviewRow>.MaxBytes - 100_000, MaxAnswer);
        return await Largest.RefuseEachAsync(largest, request => Ann.PreviewRowsAsync(request), ("limit", r => r.Limit++));
    }

    private async Task<DatasetVersion> SendChunkAsync(string dataset, int bytes)
    {
        using var call = Ann.ImportVersion();
        await call.RequestStream.WriteAsync(
            new ImportVersionRequest { Header = new ImportHeader { Dataset = dataset, FileName = "chunk.csv" } });
        var rows = string.Concat(Enumerable.Repeat("12345678901\n", (bytes / 12) + 1))[..bytes];
        await call.RequestStream.WriteAsync(new ImportVersionRequest { Chunk = ByteString.CopyFromUtf8("a\n" + rows[2..]) });
        await call.RequestStream.CompleteAsync();
        return await system.Calls.ResultOfAsync<DatasetVersion>(call.ResponseAsync);
    }

    private async Task<CommitVersionRequest> LargestCommitAsync(string dataset)
    {
        await system.RegisterAsync(dataset);
        var request = new CommitVersionRequest
        {
            Dataset = dataset, DerivedFrom = { Largest.Origins() }, Metadata = { Largest.Labels() },
            Reason = Largest.Text(Limits.ReasonLength), RequestId = $"{dataset}".PadLeft(128, 'r'),
        };
        for (var i = 0; i < Limits.FilesPerVersion; i++)
            request.Files.Add(await CatalogCalls.FileAsync(
                system, $"{i:D4}".PadRight(Limits.PathLength, Largest.Wide), CatalogCalls.Csv(i)));
        return request;
    }
}
