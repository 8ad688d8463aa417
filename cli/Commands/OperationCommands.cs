using System.CommandLine;
using MlOps.Contracts.Operations.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops operation …</c></summary>
internal static class OperationCommands
{
    private static readonly Argument<string> Id = new("operation");
    private static readonly Option<string> Service = new("--service")
    {
        Description = "Who runs it: catalog, features, experiments, monitoring.", Required = true,
    };

    private static readonly Option<string> Kind = new("--kind") { DefaultValueFactory = _ => "" };
    private static readonly Option<string> Subject = new("--subject")
    {
        Description = "A stream key, e.g. dataset/bike-hourly.", DefaultValueFactory = _ => "",
    };

    private static readonly Option<bool> Active = new("--active") { Description = "Only those that have not ended." };
    private static readonly Option<string> Reason = new("--reason") { DefaultValueFactory = _ => "" };

    public static Command Build() =>
        new("operation", "Work that takes its time: imports, training sets, training.") { List(), Show(), Wait(), Cancel() };

    private static Command List()
    {
        var command = new Command("list", "Lists operations, newest first.") { Service, Kind, Subject, Active };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var operations = gateway.OperationsOf(parsed.GetValue(Service)!);
            var request = new ListOperationsRequest
            {
                Kind = parsed.GetValue(Kind), Subject = parsed.GetValue(Subject), ActiveOnly = parsed.GetValue(Active),
            };
            var table = new Table().AddColumns("operation", "kind", "subject", "state", "progress", "started", "by");
            do
            {
                var page = await operations.ListOperationsAsync(request, cancellationToken: cancellation);
                foreach (var operation in page.Operations)
                {
                    table.AddRow(Cells.Of(
                        operation.Id, operation.Kind, operation.Subject, operation.State, $"{operation.Progress:P0}",
                        operation.CreateTime.ToDateTimeOffset(), operation.Creator));
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
        var command = new Command("show", "Shows one operation.") { Id, Service };
        command.Runs(async (parsed, gateway, cancellation) => Print(await gateway.OperationsOf(parsed.GetValue(Service)!)
            .GetOperationAsync(new GetOperationRequest { Id = parsed.GetValue(Id) }, cancellationToken: cancellation)));
        return command;
    }

    private static Command Wait()
    {
        var command = new Command("wait", "Waits until an operation has ended; fails if it has failed.") { Id, Service };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var operation = await gateway.OperationsOf(parsed.GetValue(Service)!)
                .GetOperationAsync(new GetOperationRequest { Id = parsed.GetValue(Id) }, cancellationToken: cancellation);
            Print(await gateway.EndOfAsync(operation, cancellation));
        });
        return command;
    }

    private static Command Cancel()
    {
        var command = new Command("cancel", "Ends an operation that has not ended.") { Id, Service, Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new CancelOperationRequest { Id = parsed.GetValue(Id), Reason = parsed.GetValue(Reason) };
            Print(await gateway.OperationsOf(parsed.GetValue(Service)!).CancelOperationAsync(request, cancellationToken: cancellation));
        });
        return command;
    }

    private static void Print(Operation operation)
    {
        AnsiConsole.WriteLine($"{operation.Id}: {operation.Kind} of {operation.Subject}, {operation.State} {operation.Progress:P0}");
        if (operation.ProgressMessage.Length > 0) AnsiConsole.WriteLine($"    {operation.ProgressMessage}");
        if (operation.Error is { } error) AnsiConsole.WriteLine($"    {error.Message}");
    }
}
