using System.CommandLine;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops audit …</c></summary>
internal static class AuditCommands
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Option<string> Service = new("--service")
    {
        Description = "Whose record: catalog, features, experiments, registry, serving, monitoring.", DefaultValueFactory = _ => "registry",
    };

    private static readonly Option<string> Stream = new("--stream")
    {
        Description = "A stream key or the beginning of one, e.g. model/bike-demand.", DefaultValueFactory = _ => "",
    };

    private static readonly Option<DateTimeOffset?> AsOf = new("--as-of")
    {
        Description = "The moment, e.g. 2026-11-20T12:00:00Z; now unless given.",
    };

    public static Command Build() => new("audit", "The record of every change.") { Replay(), Log() };

    private static Command Replay()
    {
        var command = new Command("replay", "Rebuilds a service's state as of a moment from its events.") { AsOf, Service, Stream };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var audit = gateway.AuditOf(parsed.GetValue(Service)!);
            var request = new ListStatesRequest { StreamPrefix = parsed.GetValue(Stream), AsOf = parsed.GetValue(AsOf)?.ToTimestamp() };
            do
            {
                var page = await audit.ListStatesAsync(request, cancellationToken: cancellation);
                foreach (var state in page.States)
                {
                    AnsiConsole.MarkupLineInterpolated($"[bold]{state.Stream}[/] version {state.Version}");
                    AnsiConsole.WriteLine(JsonSerializer.Serialize(JsonDocument.Parse(state.Json), Indented));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
        });
        return command;
    }

    private static Command Log()
    {
        var command = new Command("log", "Prints the events of a service, oldest first.") { Service, Stream, AsOf };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            using var call = gateway.AuditOf(parsed.GetValue(Service)!).ReadAll(
                new ReadAllRequest { StreamPrefix = parsed.GetValue(Stream), AsOf = parsed.GetValue(AsOf)?.ToTimestamp() },
                cancellationToken: cancellation);
            await foreach (var recorded in call.ResponseStream.ReadAllAsync(cancellation))
            {
                AnsiConsole.MarkupInterpolated(
                    $"{recorded.Position} [grey]{recorded.Time.ToDateTimeOffset():O}[/] [bold]{recorded.Type}[/] ");
                var elevated = recorded.Elevation.Length > 0 ? $" (elevated: {recorded.Elevation})" : "";
                AnsiConsole.WriteLine($"{recorded.Stream}@{recorded.Version} by {recorded.Actor}{elevated} {recorded.Reason}");
                AnsiConsole.WriteLine($"    {recorded.Json}");
            }
        });
        return command;
    }
}
