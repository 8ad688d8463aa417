using System.CommandLine;
using MlOps.Contracts.Experiments.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops run …</c></summary>
internal static class RunCommands
{
    public static Command Build() => new("run", "Runs of experiments.") { List(), Show() };

    private static Command List()
    {
        var experiment = new Argument<string>("experiment");
        var command = new Command("list", "Lists the runs of an experiment.") { experiment };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("run", "name", "status", "started", "metrics");
            var request = new ListRunsRequest { Experiment = parsed.GetValue(experiment) };
            do
            {
                var page = await gateway.Experiments.ListRunsAsync(request, cancellationToken: cancellation);
                foreach (var run in page.Runs)
                    table.AddRow(Cells.Of(run.RunId, run.RunName, run.Status, run.StartTime?.ToDateTimeOffset(), Metrics(run)));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("run-id");
        var command = new Command("show", "Shows a run with its parameters and metrics.") { id };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var run = await gateway.Experiments.GetRunAsync(new GetRunRequest { RunId = parsed.GetValue(id) }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{run.RunId}  {run.RunName}  {run.Status}  by {run.Creator}  {run.StatusMessage}");
            foreach (var input in run.Inputs) AnsiConsole.WriteLine($"  {input.Context}: {input.Dataset}@{input.Version} {input.Digest}");
            foreach (var (key, value) in run.Params.OrderBy(param => param.Key)) AnsiConsole.WriteLine($"  {key} = {value}");
            foreach (var metric in run.Metrics.OrderBy(metric => metric.Key))
                AnsiConsole.WriteLine($"  {metric.Key} {metric.Value:G8} at step {metric.Step}");
            if (run.Model is { } model) AnsiConsole.WriteLine($"  model {model.Flavor} {model.Digest}");
        });
        return command;
    }

    private static string Metrics(Run run) =>
        string.Join(", ", run.Metrics.Where(metric => metric.Key.StartsWith("test_", StringComparison.Ordinal))
            .Select(metric => $"{metric.Key} {metric.Value:G5}"));
}
