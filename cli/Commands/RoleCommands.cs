using System.CommandLine;
using MlOps.Contracts.Identity.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops role …</c></summary>
internal static class RoleCommands
{
    private static readonly Argument<string> Name = new("name");

    private static readonly Option<string[]> Permissions = new("--permission")
    {
        Description = "area.resource.verb, '*' for any of the three; may be repeated.", Arity = ArgumentArity.OneOrMore,
    };

    public static Command Build() => new("role", "Roles: sets of permissions.") { Create(), List(), Show(), Update(), Delete() };

    private static Command Create()
    {
        var command = new Command("create", "Makes a custom role.") { Name, Permissions, Describing.Description, Describing.Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var role = await gateway.Roles.CreateRoleAsync(new CreateRoleRequest
            {
                Name = parsed.GetValue(Name), Permissions = { parsed.GetValue(Permissions) ?? [] },
                Description = parsed.GetValue(Describing.Description) ?? "", Reason = parsed.GetValue(Describing.Reason),
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{role.Name} created");
        });
        return command;
    }

    private static Command List()
    {
        var deleted = new Option<bool>("--deleted") { Description = "Those that are deleted, too." };
        var command = new Command("list", "Lists the roles, built-in ones too.") { Describing.Prefix, deleted };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("role", "kind", "permissions", "description");
            var request = new ListRolesRequest
            {
                NamePrefix = parsed.GetValue(Describing.Prefix), ShowDeleted = parsed.GetValue(deleted),
            };
            do
            {
                var page = await gateway.Roles.ListRolesAsync(request, cancellationToken: cancellation);
                foreach (var role in page.Roles)
                    table.AddRow(Cells.Of(role.Name, KindOf(role), string.Join('\n', role.Permissions), role.Description));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "Shows a role.") { Name };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var role = await gateway.Roles.GetRoleAsync(
                new GetRoleRequest { Name = parsed.GetValue(Name) }, cancellationToken: cancellation);
            var table = new Table().AddColumns("field", "value").HideHeaders();
            table.AddRow(Cells.Of("role", role.Name));
            table.AddRow(Cells.Of("kind", KindOf(role)));
            table.AddRow(Cells.Of("description", role.Description));
            if (!role.BuiltIn) table.AddRow(Cells.Of("created", $"{role.CreateTime?.ToDateTimeOffset():u} by {role.Creator}"));
            table.AddRow(Cells.Of("permissions", string.Join('\n', role.Permissions)));
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Update()
    {
        var command = new Command("update", "Changes description or permissions.")
        {
            Name, Permissions, Describing.Description, Describing.Reason,
        };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new UpdateRoleRequest
            {
                Name = parsed.GetValue(Name), Permissions = { parsed.GetValue(Permissions) ?? [] },
                Description = parsed.GetValue(Describing.Description) ?? "", UpdateMask = new(),
                Reason = parsed.GetValue(Describing.Reason),
            };
            if (parsed.GetValue(Describing.Description) is not null) request.UpdateMask.Paths.Add("description");
            if (request.Permissions.Count > 0) request.UpdateMask.Paths.Add("permissions");
            if (request.UpdateMask.Paths.Count == 0)
                throw new CommandFailedException("Nothing to change: give --description or --permission.");
            var role = await gateway.Roles.UpdateRoleAsync(request, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{role.Name} updated");
        });
        return command;
    }

    private static Command Delete()
    {
        var command = new Command("delete", "Deletes a custom role: it allows nothing any more.") { Name, Describing.Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new DeleteRoleRequest { Name = parsed.GetValue(Name), Reason = parsed.GetValue(Describing.Reason) };
            var role = await gateway.Roles.DeleteRoleAsync(request, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{role.Name} deleted");
        });
        return command;
    }

    private static string KindOf(Role role) => role.BuiltIn ? "built in" : role.Deleted ? "deleted" : "custom";
}
