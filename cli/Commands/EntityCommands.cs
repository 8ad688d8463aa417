using System.CommandLine;
using MlOps.Contracts.Features.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops entity …</c></summary>
internal static class EntityCommands
{
    private static readonly Argument<string> Name = new("name");

    public static Command Build() => new("entity", "What features are about.") { List(), Update(), Archive() };

    private static Command List()
    {
        var command = new Command("list", "Lists the entities.") { Describing.Prefix, Describing.Archived };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("entity", "join keys", "creator", "description");
            var request = new ListEntitiesRequest
            {
                NamePrefix = parsed.GetValue(Describing.Prefix), ShowArchived = parsed.GetValue(Describing.Archived),
            };
            do
            {
                var page = await gateway.Features.ListEntitiesAsync(request, cancellationToken: cancellation);
                foreach (var entity in page.Entities)
                {
                    var keys = string.Join(", ", entity.JoinKeys.Select(key => $"{key.Name} {key.Type}"));
                    var name = entity.Archived ? $"{entity.Name} (archived)" : entity.Name;
                    table.AddRow(Cells.Of(name, keys, entity.Creator, entity.Description));
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
            var entity = await gateway.Features.UpdateEntityAsync(new UpdateEntityRequest
            {
                Name = parsed.GetValue(Name), Description = parsed.GetValue(Describing.Description) ?? "",
                Tags = { parsed.TagsOf(Describing.Tags) },
                UpdateMask = parsed.MaskOf(), Reason = parsed.GetValue(Describing.Reason),
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{entity.Name} updated");
        });
        return command;
    }

    private static Command Archive()
    {
        var command = new Command("archive", "Archives an entity that no feature view needs.") { Name, Describing.Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new ArchiveEntityRequest { Name = parsed.GetValue(Name), Reason = parsed.GetValue(Describing.Reason) };
            var entity = await gateway.Features.ArchiveEntityAsync(request, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{entity.Name} archived");
        });
        return command;
    }
}
