using System.CommandLine;
using MlOps.Contracts.Catalog.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops dataset …</c></summary>
internal static class DatasetCommands
{
    private static readonly Argument<string> Name = new("name");
    private static readonly Option<long> Version = new("--version-number") { Description = "The version; the latest unless given." };

    public static Command Build() => new("dataset", "Datasets and their versions.")
    {
        Register(), Import(), List(), Update(), Archive(), Versions(), Show(), Preview(),
    };

    private static Command Register()
    {
        var command = new Command("register", "Registers a dataset.") { Name, Describing.Description, Describing.Tags };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var dataset = await gateway.Catalog.RegisterDatasetAsync(new RegisterDatasetRequest
            {
                Name = parsed.GetValue(Name), Description = parsed.GetValue(Describing.Description) ?? "",
                Tags = { parsed.TagsOf(Describing.Tags) },
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{dataset.Name} registered");
        });
        return command;
    }

    private static Command Import()
    {
        var file = new Argument<FileInfo>("file");
        var command = new Command("import", "Imports a file as the next version.") { Name, file };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var version = await FileImport.RunAsync(gateway, parsed.GetValue(Name)!, parsed.GetValue(file)!.FullName, cancellation);
            AnsiConsole.WriteLine($"{version.Dataset}@{version.Version} {version.Digest} {version.RowCount:N0} rows" +
                (version.AlreadyExisted ? " (the same bytes were imported before)" : ""));
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the datasets.") { Describing.Prefix, Describing.Archived };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("dataset", "latest version", "creator", "description");
            var request = new ListDatasetsRequest
            {
                NamePrefix = parsed.GetValue(Describing.Prefix), ShowArchived = parsed.GetValue(Describing.Archived),
            };
            do
            {
                var page = await gateway.Catalog.ListDatasetsAsync(request, cancellationToken: cancellation);
                foreach (var dataset in page.Datasets)
                {
                    var name = dataset.Archived ? $"{dataset.Name} (archived)" : dataset.Name;
                    table.AddRow(Cells.Of(name, dataset.LatestVersion, dataset.Creator, dataset.Description));
                }

                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Update()
    {
        var command = new Command("update", "Changes description or tags.")
        {
            Name, Describing.Description, Describing.Tags, Describing.Reason,
        };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var dataset = await gateway.Catalog.UpdateDatasetAsync(new UpdateDatasetRequest
            {
                Name = parsed.GetValue(Name), Description = parsed.GetValue(Describing.Description) ?? "",
                Tags = { parsed.TagsOf(Describing.Tags) },
                UpdateMask = parsed.MaskOf(), Reason = parsed.GetValue(Describing.Reason),
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{dataset.Name} updated");
        });
        return command;
    }

    private static Command Archive()
    {
        var command = new Command("archive", "Ends a dataset: no new versions; what is there can be read.") { Name, Describing.Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new ArchiveDatasetRequest { Name = parsed.GetValue(Name), Reason = parsed.GetValue(Describing.Reason) };
            var dataset = await gateway.Catalog.ArchiveDatasetAsync(request, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{dataset.Name} archived");
        });
        return command;
    }

    private static Command Versions()
    {
        var command = new Command("versions", "Lists the versions of a dataset, the newest first.") { Name };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("version", "rows", "columns", "files", "bytes", "creator", "derived from", "digest");
            var request = new ListDatasetVersionsRequest { Dataset = parsed.GetValue(Name), PageSize = 100, Descending = true };
            do
            {
                var page = await gateway.Catalog.ListDatasetVersionsAsync(request, cancellationToken: cancellation);
                foreach (var version in page.Versions)
                {
                    table.AddRow(Cells.Of(
                        version.Version, version.RowCount, version.ColumnCount, version.FileCount, version.SizeBytes, version.Creator,
                        string.Join(", ", version.DerivedFrom), version.Digest));
                }

                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "Shows a version: origins, schema, statistics.") { Name, Version };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var shown = await gateway.Catalog.GetDatasetVersionAsync(
                new GetDatasetVersionRequest { Dataset = parsed.GetValue(Name), Version = parsed.GetValue(Version) },
                cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{shown.Dataset}@{shown.Version}  {shown.Digest}  {shown.RowCount:N0} rows  by {shown.Creator}");
            foreach (var origin in shown.DerivedFrom) AnsiConsole.WriteLine($"  derived from {origin}");
            var table = new Table().AddColumns("column", "type", "nulls", "distinct", "min", "max", "mean");
            var request = new ListColumnsRequest { Dataset = shown.Dataset, Version = shown.Version };
            do
            {
                var page = await gateway.Catalog.ListColumnsAsync(request, cancellationToken: cancellation);
                foreach (var column in page.Columns)
                {
                    var statistics = column.Statistics;
                    table.AddRow(Cells.Of(column.Name, column.Type, statistics.NullCount, statistics.DistinctCount, statistics.Min,
                        statistics.Max, statistics.HasMean ? statistics.Mean.ToString("G6") : ""));
                }

                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Preview()
    {
        var rows = new Option<int>("--rows") { Description = "How many rows, 10 unless given.", DefaultValueFactory = _ => 10 };
        var command = new Command("preview", "Shows the first rows of a version.") { Name, Version, rows };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var shown = await gateway.Catalog.PreviewRowsAsync(new PreviewRowsRequest
            {
                Dataset = parsed.GetValue(Name), Version = parsed.GetValue(Version), Limit = parsed.GetValue(rows),
            }, cancellationToken: cancellation);
            var table = new Table().AddColumns([.. shown.Columns.Select(column => Markup.Escape(column.Name))]);
            foreach (var row in shown.Rows) table.AddRow(Cells.Of([.. row.Cells.Select(CellText.Of)]));
            AnsiConsole.Write(table);
            if (shown.Truncated) AnsiConsole.WriteLine($"{shown.Rows.Count} rows; more do not fit into one answer.");
        });
        return command;
    }
}
