using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Identity.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops elevate …</c></summary>
internal static class ElevateCommands
{
    public static Command Build() =>
        new("elevate", "Break-glass: a further role for oneself, for a reason and a time.") { Begin(), End(), List() };

    private static Command Begin()
    {
        var role = new Argument<string>("role");
        var reason = new Option<string>("--reason") { Description = "Why; it is recorded.", Required = true };
        var hours = new Option<double>("--hours") { Description = "For how long, at most 4.", DefaultValueFactory = _ => 1 };
        var command = new Command("begin", "Begins an elevation in the workspace.") { role, reason, hours };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var elevation = await gateway.Elevations.BeginElevationAsync(new BeginElevationRequest
            {
                Role = parsed.GetValue(role), Reason = parsed.GetValue(reason),
                Duration = Duration.FromTimeSpan(TimeSpan.FromHours(parsed.GetValue(hours))),
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine(
                $"{elevation.Id}: {elevation.Role} in {elevation.Workspace} until {elevation.EndTime.ToDateTimeOffset():u}");
        });
        return command;
    }

    private static Command End()
    {
        var id = new Argument<string>("id");
        var command = new Command("end", "Ends an elevation before its time.") { id, Describing.Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new EndElevationRequest { Id = parsed.GetValue(id), Reason = parsed.GetValue(Describing.Reason) };
            var elevation = await gateway.Elevations.EndElevationAsync(request, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{elevation.Id} of {elevation.Subject} ended");
        });
        return command;
    }

    private static Command List()
    {
        var subject = new Option<string>("--subject") { Description = "Those of this person.", DefaultValueFactory = _ => "" };
        var active = new Option<bool>("--active") { Description = "Only those that last." };
        var command = new Command("list", "Lists the elevations of the workspace, newest first.") { subject, active };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("id", "subject", "role", "begun", "end", "state", "reason");
            var request = new ListElevationsRequest { Subject = parsed.GetValue(subject), ActiveOnly = parsed.GetValue(active) };
            do
            {
                var page = await gateway.Elevations.ListElevationsAsync(request, cancellationToken: cancellation);
                foreach (var one in page.Elevations)
                {
                    var state = one.Active ? "active" : one.Ender.Length > 0 ? $"ended by {one.Ender}" : "over";
                    table.AddRow(Cells.Of(
                        one.Id, one.Subject, one.Role, one.BeginTime?.ToDateTimeOffset(), one.EndTime?.ToDateTimeOffset(), state,
                        one.Reason));
                }

                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }
}
