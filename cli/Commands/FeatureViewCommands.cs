using System.CommandLine;
using MlOps.Contracts.Features.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops feature-view …</c></summary>
internal static class FeatureViewCommands
{
    private static readonly Argument<string> Name = new("name");

    public static Command Build() => new("feature-view", "Features of entities over datasets.")
    {
        List(), Show(), Update(), Archive(), Materialize(),
    };

    private static Command List()
    {
        var command = new Command("list", "Lists the feature views.") { Describing.Prefix, Describing.Archived };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("feature view", "entities", "source", "features", "materialized until", "description");
            var request = new ListFeatureViewsRequest
            {
                NamePrefix = parsed.GetValue(Describing.Prefix), ShowArchived = parsed.GetValue(Describing.Archived),
            };
            do
            {
                var page = await gateway.Features.ListFeatureViewsAsync(request, cancellationToken: cancellation);
                foreach (var view in page.FeatureViews)
                {
                    table.AddRow(Cells.Of(
                        view.Archived ? $"{view.Name} (archived)" : view.Name, string.Join(", ", view.Entities), SourceOf(view),
                        view.Features.Count, view.MaterializedUntil?.ToDateTimeOffset().ToString("O"), view.Description));
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
        var command = new Command("show", "Shows the features of a view.") { Name };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var view = await gateway.Features.GetFeatureViewAsync(
                new GetFeatureViewRequest { Name = parsed.GetValue(Name) }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{view.Name}  revision {view.Revision}  of {string.Join(", ", view.Entities)}  from {SourceOf(view)}");
            var table = new Table().AddColumns("feature", "type", "column");
            foreach (var feature in view.Features) table.AddRow(Cells.Of(feature.Name, feature.Type, feature.Column));
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
            var view = await gateway.Features.UpdateFeatureViewAsync(new UpdateFeatureViewRequest
            {
                Name = parsed.GetValue(Name), Description = parsed.GetValue(Describing.Description) ?? "",
                Tags = { parsed.TagsOf(Describing.Tags) },
                UpdateMask = parsed.MaskOf(), Reason = parsed.GetValue(Describing.Reason),
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{view.Name} updated");
        });
        return command;
    }

    private static Command Archive()
    {
        var command = new Command("archive", "Archives a view that no feature service needs.") { Name, Describing.Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new ArchiveFeatureViewRequest { Name = parsed.GetValue(Name), Reason = parsed.GetValue(Describing.Reason) };
            var view = await gateway.Features.ArchiveFeatureViewAsync(request, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{view.Name} archived");
        });
        return command;
    }

    private static Command Materialize()
    {
        var command = new Command("materialize", "Copies the newest values to the online store, from where the last time ended.")
        {
            Name, Describing.Reason,
        };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new MaterializeRequest { FeatureView = parsed.GetValue(Name), Reason = parsed.GetValue(Describing.Reason) };
            var started = await gateway.Features.MaterializeAsync(request, cancellationToken: cancellation);
            var made = await gateway.ShownResultOfAsync<Materialization>(started, cancellation);
            var until = made.EndTime.ToDateTimeOffset();
            AnsiConsole.WriteLine($"{made.FeatureView}: {made.KeysWritten:N0} keys of {made.RowsRead:N0} rows, until {until:O}");
        });
        return command;
    }

    private static string SourceOf(FeatureView view) =>
        view.Source.Version == 0 ? $"{view.Source.Dataset}@latest" : $"{view.Source.Dataset}@{view.Source.Version}";
}
