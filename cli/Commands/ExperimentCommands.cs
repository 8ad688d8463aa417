using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Experiments.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops experiment …</c></summary>
internal static class ExperimentCommands
{
    private static readonly Argument<string> Name = new("experiment");
    private static readonly Option<string> Description = new("--description") { DefaultValueFactory = _ => "" };
    private static readonly Option<string[]> Tags = new("--tag") { Description = "key=value" };
    private static readonly Option<string> Reason = new("--reason") { DefaultValueFactory = _ => "" };

    public static Command Build() => new("experiment", "Experiments, which group runs.") { List(), Create(), Update(), Archive() };

    private static Command List()
    {
        var prefix = new Option<string>("--name-prefix") { DefaultValueFactory = _ => "" };
        var archived = new Option<bool>("--archived") { Description = "Archived ones too." };
        var command = new Command("list", "Lists the experiments.") { prefix, Tags, archived };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("experiment", "description", "tags", "created", "by");
            var request = new ListExperimentsRequest
            {
                NamePrefix = parsed.GetValue(prefix), Tags = { KeyValues.Of(parsed.GetValue(Tags)) },
                ShowArchived = parsed.GetValue(archived),
            };
            do
            {
                var page = await gateway.Experiments.ListExperimentsAsync(request, cancellationToken: cancellation);
                foreach (var experiment in page.Experiments)
                {
                    table.AddRow(Cells.Of(
                        experiment.Archived ? $"{experiment.Name} (archived)" : experiment.Name, experiment.Description,
                        string.Join(", ", experiment.Tags.OrderBy(tag => tag.Key).Select(tag => $"{tag.Key}={tag.Value}")),
                        experiment.CreateTime?.ToDateTimeOffset(), experiment.Creator));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Create()
    {
        var command = new Command("create", "Creates an experiment.") { Name, Description, Tags };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var experiment = await gateway.Experiments.CreateExperimentAsync(new CreateExperimentRequest
            {
                Name = parsed.GetValue(Name), Description = parsed.GetValue(Description), Tags = { KeyValues.Of(parsed.GetValue(Tags)) },
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine(experiment.Name);
        });
        return command;
    }

    private static Command Update()
    {
        var description = new Option<string?>("--description");
        var untagged = new Option<string[]>("--untag") { Description = "Key of a tag to remove." };
        var command = new Command("update", "Changes the description and the tags that are given.")
        {
            Name, description, Tags, untagged, Reason,
        };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var tags = KeyValues.Of(parsed.GetValue(Tags));
            var mask = new FieldMask { Paths = { tags.Keys.Concat(parsed.GetValue(untagged) ?? []).Select(key => $"tags.{key}") } };
            if (parsed.GetValue(description) is not null) mask.Paths.Add("description");
            var experiment = await gateway.Experiments.UpdateExperimentAsync(new UpdateExperimentRequest
            {
                Name = parsed.GetValue(Name), Description = parsed.GetValue(description) ?? "", Tags = { tags }, UpdateMask = mask,
                Reason = parsed.GetValue(Reason),
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{experiment.Name} revision {experiment.Revision}");
        });
        return command;
    }

    private static Command Archive()
    {
        var command = new Command("archive", "No new runs; lists leave the experiment out.") { Name, Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var experiment = await gateway.Experiments.ArchiveExperimentAsync(
                new ArchiveExperimentRequest { Name = parsed.GetValue(Name), Reason = parsed.GetValue(Reason) },
                cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{experiment.Name} is archived");
        });
        return command;
    }
}
