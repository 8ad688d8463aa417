using System.CommandLine;
using MlOps.Contracts.Registry.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops model …</c></summary>
internal static class ModelCommands
{
    private static readonly Argument<string> Model = new("model");
    private static readonly Argument<long> Version = new("version");
    private static readonly Option<string> Reason = new("--reason") { DefaultValueFactory = _ => "" };

    public static Command Build() => new("model", "Registered models, approvals, aliases.")
    {
        List(), Show(),
        Change("request-approval", "Evaluates the gates and asks for approval.", async (gateway, change, cancellation) =>
            (await gateway.Registry.RequestApprovalAsync(new RequestApprovalRequest
            {
                Model = change.Model, Version = change.Version, Reason = change.Reason,
            }, cancellationToken: cancellation)).Approval.ToString()),
        Change("approve", "Approves a version that somebody else asked approval for.", async (gateway, change, cancellation) =>
            (await gateway.Registry.ApproveModelVersionAsync(new ApproveModelVersionRequest
            {
                Model = change.Model, Version = change.Version, Reason = change.Reason,
            }, cancellationToken: cancellation)).Approval.ToString()),
        Change("reject", "Rejects a version, with a reason.", async (gateway, change, cancellation) =>
            (await gateway.Registry.RejectModelVersionAsync(new RejectModelVersionRequest
            {
                Model = change.Model, Version = change.Version, Reason = change.Reason,
            }, cancellationToken: cancellation)).Approval.ToString()),
        Promote(),
    };

    private static Command List()
    {
        var command = new Command("list", "Lists the models.");
        command.Runs(async (_, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("model", "latest version", "aliases", "gates");
            var request = new ListModelsRequest();
            do
            {
                var page = await gateway.Registry.ListModelsAsync(request, cancellationToken: cancellation);
                foreach (var model in page.Models)
                {
                    table.AddRow(Cells.Of(model.Name, model.LatestVersion,
                        string.Join(", ", model.Aliases.Select(alias => $"{alias.Key} → {alias.Value}")),
                        string.Join(", ", model.Gates.Select(gate =>
                            $"{gate.Name}: {gate.Kind} {string.Join(' ', gate.Parameters.OrderBy(one => one.Key).Select(one => one.Value))}"))));
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
        var command = new Command("show", "Lists the versions of a model.") { Model };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("version", "run", "approval", "requested by", "decided by", "aliases", "digest");
            var request = new ListModelVersionsRequest { Model = parsed.GetValue(Model) };
            do
            {
                var page = await gateway.Registry.ListModelVersionsAsync(request, cancellationToken: cancellation);
                foreach (var version in page.Versions)
                {
                    table.AddRow(Cells.Of(version.Version, version.RunId, version.Approval, version.ApprovalRequestedBy,
                        version.ApprovalDecidedBy, string.Join(", ", version.Aliases), version.ArtifactDigest));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Change(string name, string description, Func<GatewayConnection, VersionChange, CancellationToken, Task<string>> change)
    {
        var command = new Command(name, description) { Model, Version, Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var wanted = new VersionChange(parsed.GetValue(Model)!, parsed.GetValue(Version), parsed.GetValue(Reason)!);
            AnsiConsole.WriteLine($"{wanted.Model}@{wanted.Version} {await change(gateway, wanted, cancellation)}");
        });
        return command;
    }

    private static Command Promote()
    {
        var alias = new Argument<string>("alias");
        var command = new Command("promote", "Moves an alias to an approved version.") { Model, Version, alias, Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var model = await gateway.Registry.PromoteModelVersionAsync(new PromoteModelVersionRequest
            {
                Model = parsed.GetValue(Model), Version = parsed.GetValue(Version), Alias = parsed.GetValue(alias), Reason = parsed.GetValue(Reason),
            }, cancellationToken: cancellation);
            foreach (var (name, version) in model.Aliases) AnsiConsole.WriteLine($"{name} → {model.Name}@{version}");
        });
        return command;
    }

    private sealed record VersionChange(string Model, long Version, string Reason);
}
