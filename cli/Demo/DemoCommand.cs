using System.CommandLine;
using System.Text.Json;

namespace MlOps.Cli.Demo;

/// <summary><c>mlops demo</c>: one whole life of a model through the public APIs.</summary>
internal static class DemoCommand
{
    private static readonly JsonSerializerOptions SummaryJson = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static Command Build()
    {
        var data = new Option<FileInfo?>("--data")
        {
            Description = "hour.csv of the UCI bike-sharing data; simulated demand unless given.",
        };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the summary to this file." };
        var command = new Command("demo", "Runs one whole life of a model: data, features, training, approval, serving, drift, audit.")
        {
            data, json,
        };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var hours = parsed.GetValue(data) is { } file ? HourlyDemand.Read(file.FullName) : Simulated();
            var summary = await RunAsync(gateway, hours, isOurs: parsed.GetValue(data) is null, cancellation);
            Narrator.Print(summary);
            if (parsed.GetValue(json) is { } target)
            {
                await File.WriteAllTextAsync(target.FullName, JsonSerializer.Serialize(summary, SummaryJson) + "\n", cancellation);
            }
        });
        return command;
    }

    /// <summary>Runs the life; a file of our own is removed after it.</summary>
    private static async Task<LifeSummary> RunAsync(
        GatewayConnection gateway, HourlyDemand hours, bool isOurs, CancellationToken cancellation)
    {
        using var patient = gateway.With(Retries.Many);
        try
        {
            return await Life.RunAsync(patient, hours, cancellation);
        }
        finally
        {
            if (isOurs) File.Delete(hours.Path);
        }
    }

    private static HourlyDemand Simulated()
    {
        Narrator.Say("No --data given: two years of hourly bike-rental demand are simulated (seed 42). These are not real data.");
        return BikeDemandSimulator.Write(Path.Combine(Path.GetTempPath(), $"mlops-simulated-hours-{Environment.ProcessId}.csv"), seed: 42);
    }
}
