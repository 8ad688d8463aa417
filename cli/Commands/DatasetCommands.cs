using System.CommandLine;
using MlOps.Contracts.Catalog.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops dataset …</c></summary>
internal static class DatasetCommands
{
    public static Command Build() => new("dataset", "Datasets and their versions.") { Register(), Import(), List(), Show() };

    private static Command Register()
    {
        var name = new Argument<string>("name");
        var description = new Option<string>("--description") { DefaultValueFactory = _ => "" };
        var command = new Command("register", "Registers a dataset.") { name, description };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var dataset = await gateway.Catalog.RegisterDatasetAsync(
                new RegisterDatasetRequest { Name = parsed.GetValue(name), Description = parsed.GetValue(description) },
                cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{dataset.Name} registered");
        });
        return command;
    }

    private static Command Import()
    {
        var name = new Argument<string>("name");
        var file = new Argument<FileInfo>("file");
        var command = new Command("import", "Imports a file as the next version.") { name, file };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var version = await FileImport.RunAsync(gateway, parsed.GetValue(name)!, parsed.GetValue(file)!.FullName, cancellation);
            AnsiConsole.WriteLine($"{version.Dataset}@{version.Version} {version.Digest} {version.RowCount:N0} rows" +
                (version.AlreadyExisted ? " (the same bytes were imported before)" : ""));
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the datasets.");
        command.Runs(async (_, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("dataset", "latest version", "creator", "description");
            var request = new ListDatasetsRequest();
            do
            {
                var page = await gateway.Catalog.ListDatasetsAsync(request, cancellationToken: cancellation);
                foreach (var dataset in page.Datasets)
                    table.AddRow(Cells.Of(dataset.Name, dataset.LatestVersion, dataset.Creator, dataset.Description));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Show()
    {
        var name = new Argument<string>("name");
        var version = new Option<long>("--version-number") { Description = "The version; the latest unless given." };
        var command = new Command("show", "Shows a version: files, schema, statistics.") { name, version };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var shown = await gateway.Catalog.GetDatasetVersionAsync(
                new GetDatasetVersionRequest { Dataset = parsed.GetValue(name), Version = parsed.GetValue(version) },
                cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{shown.Dataset}@{shown.Version}  {shown.Digest}  {shown.RowCount:N0} rows  by {shown.Creator}");
            foreach (var origin in shown.DerivedFrom) AnsiConsole.WriteLine($"  derived from {origin}");
            var table = new Table().AddColumns("column", "type", "nulls", "distinct", "min", "max", "mean");
            foreach (var column in shown.Columns)
            {
                var statistics = column.Statistics ?? new ColumnStatistics();
                table.AddRow(Cells.Of(column.Name, column.Type, statistics.NullCount, statistics.DistinctCount, statistics.Min,
                    statistics.Max, statistics.HasMean ? statistics.Mean.ToString("G6") : ""));
            }
            AnsiConsole.Write(table);
        });
        return command;
    }
}
