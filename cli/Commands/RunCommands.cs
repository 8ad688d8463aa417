using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Experiments.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops run …</c></summary>
internal static class RunCommands
{
    private static readonly Argument<string> RunId = new("run-id");
    private static readonly Option<string[]> Tags = new("--tag") { Description = "key=value" };
    private static readonly Option<string> Reason = new("--reason") { DefaultValueFactory = _ => "" };

    public static Command Build() => new("run", "Runs of experiments.") { List(), Show(), Update(), Archive() };

    private static Command List()
    {
        var experiment = new Argument<string>("experiment");
        var status = new Option<RunStatus>("--status") { Description = "Running, Finished, Failed or Killed." };
        var creator = new Option<string>("--creator") { DefaultValueFactory = _ => "" };
        var archived = new Option<bool>("--archived") { Description = "Archived ones too." };
        var command = new Command("list", "Lists the runs of an experiment, newest first.") { experiment, status, creator, Tags, archived };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("run", "name", "status", "started", "metrics");
            var request = new ListRunsRequest
            {
                Experiment = parsed.GetValue(experiment), Status = parsed.GetValue(status), Creator = parsed.GetValue(creator),
                Tags = { KeyValues.Of(parsed.GetValue(Tags)) }, ShowArchived = parsed.GetValue(archived), Descending = true,
            };
            do
            {
                var page = await gateway.Experiments.ListRunsAsync(request, cancellationToken: cancellation);
                foreach (var run in page.Runs)
                    table.AddRow(Cells.Of(run.RunId, run.RunName, StatusOf(run), run.StartTime?.ToDateTimeOffset(), Metrics(run)));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "Shows a run with its parameters and metrics.") { RunId };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var run = await gateway.Experiments.GetRunAsync(
                new GetRunRequest { RunId = parsed.GetValue(RunId) }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{run.RunId}  {run.RunName}  {StatusOf(run)}  by {run.Creator}  {run.StatusMessage}");
            foreach (var input in run.Inputs) AnsiConsole.WriteLine($"  {input.Context}: {input.Dataset}@{input.Version} {input.Digest}");
            foreach (var (key, value) in run.Tags.OrderBy(tag => tag.Key)) AnsiConsole.WriteLine($"  tag {key} = {value}");
            foreach (var (key, value) in run.Params.OrderBy(param => param.Key)) AnsiConsole.WriteLine($"  {key} = {value}");
            foreach (var metric in run.Metrics.OrderBy(metric => metric.Key))
                AnsiConsole.WriteLine($"  {metric.Key} {metric.Value:G8} at step {metric.Step}");
            if (run.Model is { } model) AnsiConsole.WriteLine($"  model {model.Flavor} {model.Digest}");
        });
        return command;
    }

    private static Command Update()
    {
        var name = new Option<string?>("--name");
        var untagged = new Option<string[]>("--untag") { Description = "Key of a tag to remove." };
        var command = new Command("update", "Changes the name and the tags that are given.") { RunId, name, Tags, untagged, Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var tags = KeyValues.Of(parsed.GetValue(Tags));
            var mask = new FieldMask { Paths = { tags.Keys.Concat(parsed.GetValue(untagged) ?? []).Select(key => $"tags.{key}") } };
            if (parsed.GetValue(name) is not null) mask.Paths.Add("run_name");
            var run = await gateway.Experiments.UpdateRunAsync(new UpdateRunRequest
            {
                RunId = parsed.GetValue(RunId), RunName = parsed.GetValue(name) ?? "", Tags = { tags }, UpdateMask = mask,
                Reason = parsed.GetValue(Reason),
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{run.RunId} {run.RunName} revision {run.Revision}");
        });
        return command;
    }

    private static Command Archive()
    {
        var command = new Command("archive", "Takes a run out of the lists; nothing can be added to it.") { RunId, Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var run = await gateway.Experiments.ArchiveRunAsync(
                new ArchiveRunRequest { RunId = parsed.GetValue(RunId), Reason = parsed.GetValue(Reason) },
                cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{run.RunId} is archived");
        });
        return command;
    }

    private static string StatusOf(Run run) => run.Archived ? $"{run.Status} (archived)" : $"{run.Status}";

    private static string Metrics(Run run) =>
        string.Join(", ", run.Metrics.Where(metric => metric.Key.StartsWith("test_", StringComparison.Ordinal))
            .Select(metric => $"{metric.Key} {metric.Value:G5}"));
}
