using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Serving.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops prediction …</c></summary>
internal static class PredictionCommands
{
    public static Command Build() => new("prediction", "The log of predictions.") { Show(), List() };

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "The prediction's id, which its answer has as the parameter prediction_id." };
        var command = new Command("show", "Shows what was asked and answered.") { id };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var prediction = await gateway.Serving.GetPredictionAsync(
                new GetPredictionRequest { PredictionId = parsed.GetValue(id) }, cancellationToken: cancellation);
            AnsiConsole.WriteLine(
                $"{prediction.PredictionId}: {prediction.Deployment}, {prediction.Model}@{prediction.ModelVersion}, " +
                $"{prediction.Time?.ToDateTimeOffset():O} by {prediction.Actor}, {prediction.LatencyMs:F2} ms" +
                (prediction.ClientId.Length > 0 ? $", client id {prediction.ClientId}" : ""));
            var (width, values) = (prediction.FeatureNames.Count, prediction.Features);
            for (var row = 0; row < prediction.Rows; row++)
            {
                var features = prediction.FeatureNames.Select((name, column) => $"{name}={Text(values[row * width + column])}");
                var outputs = prediction.Outputs.Count / prediction.Rows;
                var answers = Enumerable.Range(row * outputs, outputs).Select(index => Text(prediction.Outputs[index]));
                AnsiConsole.WriteLine($"    {string.Join(' ', features)} -> {string.Join(' ', answers)}");
            }
        });
        return command;
    }

    private static Command List()
    {
        var deployment = new Argument<string>("deployment");
        var client = new Option<string>("--client-id") { Description = "What the client called them.", DefaultValueFactory = _ => "" };
        var from = new Option<DateTimeOffset?>("--from") { Description = "Made at or after, e.g. 2026-11-20T12:00:00Z." };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Made before." };
        var limit = new Option<int>("--limit") { Description = "How many at most.", DefaultValueFactory = _ => 100 };
        var command = new Command("list", "Lists a deployment's predictions, newest first.") { deployment, client, from, to, limit };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("prediction", "client id", "time", "version", "rows", "by");
            var request = new ListPredictionsRequest
            {
                Deployment = parsed.GetValue(deployment), ClientId = parsed.GetValue(client),
                StartTime = parsed.GetValue(from)?.ToTimestamp(), EndTime = parsed.GetValue(to)?.ToTimestamp(),
            };
            do
            {
                request.PageSize = parsed.GetValue(limit) - table.Rows.Count;
                var page = await gateway.Serving.ListPredictionsAsync(request, cancellationToken: cancellation);
                foreach (var prediction in page.Predictions)
                {
                    table.AddRow(Cells.Of(
                        prediction.PredictionId, prediction.ClientId, prediction.Time?.ToDateTimeOffset(), prediction.ModelVersion,
                        prediction.Rows, prediction.Actor));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0 && table.Rows.Count < parsed.GetValue(limit));
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
