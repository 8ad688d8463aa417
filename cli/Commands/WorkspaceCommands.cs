using System.CommandLine;
using MlOps.Contracts.Identity.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops workspace …</c></summary>
internal static class WorkspaceCommands
{
    private static readonly Argument<string> Name = new("name");

    public static Command Build() =>
        new("workspace", "Workspaces, each with its own resources.")
        {
            Create(), List(), Show(), Update(), Quotas(), Usage(), Archive(), MemberCommands.Build(),
        };

    private static Command Create()
    {
        var command = new Command("create", "Creates a workspace.")
        {
            Name, Describing.Description, Describing.Tags, Describing.Reason,
        };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var workspace = await gateway.Workspaces.CreateWorkspaceAsync(new CreateWorkspaceRequest
            {
                Name = parsed.GetValue(Name), Description = parsed.GetValue(Describing.Description) ?? "",
                Tags = { parsed.TagsOf(Describing.Tags) }, Reason = parsed.GetValue(Describing.Reason),
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{workspace.Name} created");
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the workspaces.") { Describing.Prefix, Describing.Archived };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("workspace", "creator", "created", "description");
            var request = new ListWorkspacesRequest
            {
                NamePrefix = parsed.GetValue(Describing.Prefix), ShowArchived = parsed.GetValue(Describing.Archived),
            };
            do
            {
                var page = await gateway.Workspaces.ListWorkspacesAsync(request, cancellationToken: cancellation);
                foreach (var workspace in page.Workspaces)
                {
                    var name = workspace.Archived ? $"{workspace.Name} (archived)" : workspace.Name;
                    table.AddRow(Cells.Of(name, workspace.Creator, workspace.CreateTime?.ToDateTimeOffset(), workspace.Description));
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
        var command = new Command("show", "Shows a workspace.") { Name };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new GetWorkspaceRequest { Name = parsed.GetValue(Name) };
            var workspace = await gateway.Workspaces.GetWorkspaceAsync(request, cancellationToken: cancellation);
            var table = new Table().AddColumns("field", "value").HideHeaders();
            table.AddRow(Cells.Of("workspace", workspace.Archived ? $"{workspace.Name} (archived)" : workspace.Name));
            table.AddRow(Cells.Of("description", workspace.Description));
            table.AddRow(Cells.Of("created", $"{workspace.CreateTime?.ToDateTimeOffset():u} by {workspace.Creator}"));
            foreach (var (key, value) in workspace.Tags) table.AddRow(Cells.Of($"tag {key}", value));
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Update()
    {
        var command = new Command("update", "Changes description or tags.")
        {
            Name, Describing.Description, Describing.Tags, Describing.Reason,
        };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var workspace = await gateway.Workspaces.UpdateWorkspaceAsync(new UpdateWorkspaceRequest
            {
                Name = parsed.GetValue(Name), Description = parsed.GetValue(Describing.Description) ?? "",
                Tags = { parsed.TagsOf(Describing.Tags) }, UpdateMask = parsed.MaskOf(), Reason = parsed.GetValue(Describing.Reason),
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{workspace.Name} updated");
        });
        return command;
    }

    private static Command Quotas()
    {
        var perMinute = new Option<long?>("--requests-per-minute") { Description = "Of each subject; 0 is no limit." };
        var perDay = new Option<long?>("--requests-per-day") { Description = "Of the workspace, by days of UTC; 0 is no limit." };
        var command = new Command("quotas", "Sets what a workspace may use; what is not named stays as it is.")
        {
            Name, perMinute, perDay, Describing.Reason,
        };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            if (parsed.GetValue(perMinute) is null && parsed.GetValue(perDay) is null)
                throw new CommandFailedException("Nothing to change: name a quota. 'workspace usage' shows them.");
            var request = new GetWorkspaceRequest { Name = parsed.GetValue(Name) };
            var now = await gateway.Workspaces.GetWorkspaceAsync(request, cancellationToken: cancellation);
            var workspace = await gateway.Workspaces.SetQuotasAsync(new SetQuotasRequest
            {
                Name = now.Name, Reason = parsed.GetValue(Describing.Reason), ExpectedVersion = now.Revision,
                Quotas = new()
                {
                    RequestsPerMinute = parsed.GetValue(perMinute) ?? now.Quotas.RequestsPerMinute,
                    RequestsPerDay = parsed.GetValue(perDay) ?? now.Quotas.RequestsPerDay,
                },
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"quotas of {workspace.Name} set");
        });
        return command;
    }

    private static Command Usage()
    {
        var command = new Command("usage", "Shows what a workspace has used, and what it may.") { Name };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var usage = await gateway.Workspaces.GetUsageAsync(
                new GetUsageRequest { Name = parsed.GetValue(Name) }, cancellationToken: cancellation);
            var table = new Table().AddColumns("quota", "used", "limit");
            table.AddRow(Cells.Of("requests today", usage.RequestsToday, LimitOf(usage.Quotas.RequestsPerDay)));
            table.AddRow(Cells.Of("requests a minute of each subject", "", LimitOf(usage.Quotas.RequestsPerMinute)));
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static string LimitOf(long quota) => quota == 0 ? "none" : $"{quota}";

    private static Command Archive()
    {
        var command = new Command("archive", "Archives a workspace: nobody is let into it any more.") { Name, Describing.Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new ArchiveWorkspaceRequest { Name = parsed.GetValue(Name), Reason = parsed.GetValue(Describing.Reason) };
            var workspace = await gateway.Workspaces.ArchiveWorkspaceAsync(request, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{workspace.Name} archived");
        });
        return command;
    }
}
