using System.CommandLine;
using Grpc.Core;
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
        Change("request-approval", "Evaluates the gates and asks for approval.", (gateway, change, cancellation) =>
            gateway.Registry.RequestApprovalAsync(
                new RequestApprovalRequest { Model = change.Model, Version = change.Version, Reason = change.Reason },
                cancellationToken: cancellation)),
        Change("approve", "Approves a version that somebody else asked approval for.", (gateway, change, cancellation) =>
            gateway.Registry.ApproveModelVersionAsync(
                new ApproveModelVersionRequest { Model = change.Model, Version = change.Version, Reason = change.Reason },
                cancellationToken: cancellation)),
        Change("reject", "Rejects a version, with a reason.", (gateway, change, cancellation) =>
            gateway.Registry.RejectModelVersionAsync(
                new RejectModelVersionRequest { Model = change.Model, Version = change.Version, Reason = change.Reason },
                cancellationToken: cancellation)),
        Change("withdraw", "Takes an approval back, with a reason: the version serves no longer.", (gateway, change, cancellation) =>
            gateway.Registry.WithdrawApprovalAsync(
                new WithdrawApprovalRequest { Model = change.Model, Version = change.Version, Reason = change.Reason },
                cancellationToken: cancellation)),
        Promote(),
        Archive(),
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
                    table.AddRow(Cells.Of(
                        model.Name, model.LatestVersion, string.Join(", ", model.Aliases.Select(alias => $"{alias.Key} → {alias.Value}")),
                        string.Join(", ", model.Gates.Select(TextOf))));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static string TextOf(Gate gate) =>
        $"{gate.Name}: {gate.Kind} {string.Join(' ', gate.Parameters.OrderBy(one => one.Key).Select(one => one.Value))}";

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

    private static Command Change(
        string name, string description, Func<GatewayConnection, VersionChange, CancellationToken, AsyncUnaryCall<ModelVersion>> change)
    {
        var command = new Command(name, description) { Model, Version, Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var wanted = new VersionChange(parsed.GetValue(Model)!, parsed.GetValue(Version), parsed.GetValue(Reason)!);
            AnsiConsole.WriteLine($"{wanted.Model}@{wanted.Version} {(await change(gateway, wanted, cancellation)).Approval}");
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
                Model = parsed.GetValue(Model), Version = parsed.GetValue(Version), Alias = parsed.GetValue(alias),
                Reason = parsed.GetValue(Reason),
            }, cancellationToken: cancellation);
            foreach (var (name, version) in model.Aliases) AnsiConsole.WriteLine($"{name} → {model.Name}@{version}");
        });
        return command;
    }

    private static Command Archive()
    {
        var command = new Command("archive", "No new versions, approvals or promotions; what serves goes on.") { Model, Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var model = await gateway.Registry.ArchiveModelAsync(
                new ArchiveModelRequest { Name = parsed.GetValue(Model), Reason = parsed.GetValue(Reason) },
                cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{model.Name} is archived");
        });
        return command;
    }

    private sealed record VersionChange(string Model, long Version, string Reason);
}
