using System.CommandLine;
using MlOps.Contracts.Registry.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops gate …</c></summary>
internal static class GateCommands
{
    private static readonly Argument<string> Model = new("model");
    private static readonly Argument<string> Name = new("gate");
    private static readonly Option<string> Reason = new("--reason") { DefaultValueFactory = _ => "" };

    public static Command Build() => new("gate", "Conditions that versions of a model must meet.") { Kinds(), List(), Define(), Remove() };

    private static Command Kinds()
    {
        var command = new Command("kinds", "Lists the kinds of gates and what they need to know.");
        command.Runs(async (_, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("kind", "parameter", "required", "description");
            var known = await gateway.Registry.ListGateKindsAsync(new ListGateKindsRequest(), cancellationToken: cancellation);
            foreach (var kind in known.Kinds)
            {
                table.AddRow(Cells.Of(kind.Kind, "", "", kind.Description));
                foreach (var parameter in kind.Parameters)
                    table.AddRow(Cells.Of("", parameter.Name, parameter.Required ? "yes" : "no", parameter.Description));
            }
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the gates of a model.") { Model };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new GetModelRequest { Name = parsed.GetValue(Model) };
            Print(await gateway.Registry.GetModelAsync(request, cancellationToken: cancellation));
        });
        return command;
    }

    private static Command Define()
    {
        var kind = new Argument<string>("kind");
        var parameters = new Option<string[]>("--parameter") { Description = "key=value; see mlops gate kinds." };
        var command = new Command("define", "Adds a gate or replaces the one of the same name.") { Model, Name, kind, parameters, Reason };
        command.Runs(async (parsed, gateway, cancellation) => Print(await gateway.Registry.DefineGateAsync(new DefineGateRequest
        {
            Model = parsed.GetValue(Model),
            Gate = new Gate
            {
                Name = parsed.GetValue(Name), Kind = parsed.GetValue(kind), Parameters = { KeyValues.Of(parsed.GetValue(parameters)) },
            },
            Reason = parsed.GetValue(Reason),
        }, cancellationToken: cancellation)));
        return command;
    }

    private static Command Remove()
    {
        var command = new Command("remove", "Removes a gate, or confirms that somebody else did.") { Model, Name, Reason };
        command.Runs(async (parsed, gateway, cancellation) => Print(await gateway.Registry.RemoveGateAsync(new RemoveGateRequest
        {
            Model = parsed.GetValue(Model), Name = parsed.GetValue(Name), Reason = parsed.GetValue(Reason),
        }, cancellationToken: cancellation)));
        return command;
    }

    private static void Print(RegisteredModel model)
    {
        var table = new Table().AddColumns("gate", "kind", "parameters", "changed by", "state");
        foreach (var gate in model.Gates) table.AddRow(Row(gate, "defined"));
        foreach (var gate in model.RemovedGates) table.AddRow(Row(gate, "removed, not confirmed"));
        AnsiConsole.Write(table);
    }

    private static string[] Row(Gate gate, string state) => Cells.Of(
        gate.Name, gate.Kind, string.Join(", ", gate.Parameters.OrderBy(one => one.Key).Select(one => $"{one.Key}={one.Value}")),
        gate.ChangedBy, state);
}
