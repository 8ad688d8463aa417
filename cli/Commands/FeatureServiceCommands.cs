using System.CommandLine;
using MlOps.Contracts.Features.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops feature-service …</c></summary>
internal static class FeatureServiceCommands
{
    private static readonly Argument<string> Name = new("name");

    public static Command Build() => new("feature-service", "The features that models use.") { List(), Show(), Update(), Archive() };

    private static Command List()
    {
        var command = new Command("list", "Lists the feature services.") { Describing.Prefix, Describing.Archived };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("feature service", "feature views", "features", "creator", "description");
            var request = new ListFeatureServicesRequest
            {
                NamePrefix = parsed.GetValue(Describing.Prefix), ShowArchived = parsed.GetValue(Describing.Archived),
            };
            do
            {
                var page = await gateway.Features.ListFeatureServicesAsync(request, cancellationToken: cancellation);
                foreach (var service in page.FeatureServices)
                {
                    var views = string.Join(", ", service.Features.Select(feature => feature.FeatureView).Distinct());
                    var name = service.Archived ? $"{service.Name} (archived)" : service.Name;
                    table.AddRow(Cells.Of(name, views, service.Features.Count, service.Creator, service.Description));
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
        var command = new Command("show", "Shows the features of a service, in their order.") { Name };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var service = await gateway.Features.GetFeatureServiceAsync(
                new GetFeatureServiceRequest { Name = parsed.GetValue(Name) }, cancellationToken: cancellation);
            var table = new Table().AddColumns("feature view", "feature");
            foreach (var feature in service.Features) table.AddRow(Cells.Of(feature.FeatureView, feature.Feature));
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
            var service = await gateway.Features.UpdateFeatureServiceAsync(new UpdateFeatureServiceRequest
            {
                Name = parsed.GetValue(Name), Description = parsed.GetValue(Describing.Description) ?? "",
                Tags = { parsed.TagsOf(Describing.Tags) },
                UpdateMask = parsed.MaskOf(), Reason = parsed.GetValue(Describing.Reason),
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{service.Name} updated");
        });
        return command;
    }

    private static Command Archive()
    {
        var command = new Command("archive", "Archives a service: no new training sets; lookups go on.") { Name, Describing.Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new ArchiveFeatureServiceRequest { Name = parsed.GetValue(Name), Reason = parsed.GetValue(Describing.Reason) };
            var service = await gateway.Features.ArchiveFeatureServiceAsync(request, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{service.Name} archived");
        });
        return command;
    }
}
