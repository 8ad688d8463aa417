using System.CommandLine;
using MlOps.Contracts.Messaging.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops dead-letter …</c></summary>
internal static class DeadLetterCommands
{
    private static readonly Argument<string> Id = new("dead-letter");
    private static readonly Option<string> Service = new("--service")
    {
        Description = "Whose consumers: serving, monitoring, lineage.", Required = true,
    };

    private static readonly Option<string> Consumer = new("--consumer") { DefaultValueFactory = _ => "" };
    private static readonly Option<bool> All = new("--all") { Description = "Also those that were replayed or discarded." };
    private static readonly Option<string> Reason = new("--reason") { DefaultValueFactory = _ => "" };

    public static Command Build() => new("dead-letter", "Messages that a service could not handle.") { List(), Replay(), Discard() };

    private static Command List()
    {
        var command = new Command("list", "Lists the dead letters of a service.") { Service, Consumer, All };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var letters = gateway.DeadLettersOf(parsed.GetValue(Service)!);
            var request = new ListDeadLettersRequest { Consumer = parsed.GetValue(Consumer), ShowDecided = parsed.GetValue(All) };
            var table = new Table().AddColumns("dead letter", "consumer", "event", "subject", "state", "since", "failure");
            do
            {
                var page = await letters.ListDeadLettersAsync(request, cancellationToken: cancellation);
                foreach (var letter in page.DeadLetters)
                {
                    table.AddRow(Cells.Of(
                        letter.Id, letter.Consumer, letter.EventType, letter.Subject, letter.State, letter.DeadTime.ToDateTimeOffset(),
                        letter.Failure));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Replay() =>
        Decide("replay", "Hands a dead letter to its consumer once more.", (letters, id, reason, cancellation) =>
        letters.ReplayDeadLetterAsync(
            new ReplayDeadLetterRequest { Id = id, Reason = reason }, cancellationToken: cancellation).ResponseAsync);

    private static Command Discard() =>
        Decide("discard", "Nobody is to handle it any more; needs a reason.", (letters, id, reason, cancellation) =>
        letters.DiscardDeadLetterAsync(
            new DiscardDeadLetterRequest { Id = id, Reason = reason }, cancellationToken: cancellation).ResponseAsync);

    private static Command Decide(
        string name, string description,
        Func<DeadLetters.DeadLettersClient, string, string, CancellationToken, Task<DeadLetter>> decide)
    {
        var command = new Command(name, description) { Id, Service, Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var letter = await decide(
                gateway.DeadLettersOf(parsed.GetValue(Service)!), parsed.GetValue(Id)!, parsed.GetValue(Reason)!, cancellation);
            AnsiConsole.WriteLine($"{letter.Id}: {letter.State}");
        });
        return command;
    }
}
