using System.CommandLine;
using MlOps.Contracts.Identity.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops login</c>, <c>mlops logout</c> and <c>mlops whoami</c></summary>
internal static class LoginCommands
{
    public static Command Login()
    {
        var fromInput = new Option<bool>("--token-stdin") { Description = "Reads the token from standard input instead of asking for it." };
        var command = new Command("login", "Keeps a token for this gateway, for all further commands.") { fromInput };
        command.Runs(async (parsed, cancellation) =>
        {
            var token = parsed.GetValue(fromInput) || Console.IsInputRedirected
                ? (await Console.In.ReadLineAsync(cancellation) ?? "").Trim()
                : await AnsiConsole.PromptAsync(new TextPrompt<string>("Token:").Secret(), cancellation);
            if (token.Length == 0) throw new CommandFailedException("There is no token on standard input.");
            using var gateway = parsed.ConnectWith(token);
            var me = await gateway.Tokens.WhoAmIAsync(new WhoAmIRequest(), cancellationToken: cancellation);
            Logins.OfUser().Store(parsed.GetValue(GatewayOptions.Grpc)!, token);
            Console.WriteLine($"Logged in as {me.Subject}.");
        });
        return command;
    }

    public static Command Logout()
    {
        var command = new Command("logout", "Forgets the token for this gateway; it goes on to hold until it is revoked.");
        command.Runs((parsed, _) =>
        {
            var address = parsed.GetValue(GatewayOptions.Grpc)!;
            Console.WriteLine(Logins.OfUser().Forget(address) ? "Logged out." : $"There was no login at {address}.");
            return Task.CompletedTask;
        });
        return command;
    }

    public static Command WhoAmI()
    {
        var command = new Command("whoami", "Whom the token speaks for, and what it allows.");
        command.Runs(async (_, gateway, cancellation) =>
        {
            var me = await gateway.Tokens.WhoAmIAsync(new WhoAmIRequest(), cancellationToken: cancellation);
            var table = new Table().AddColumns("", "").HideHeaders();
            table.AddRow(Cells.Of("subject", me.Subject));
            if (me.Owner.Length > 0) table.AddRow(Cells.Of("owner", me.Owner));
            table.AddRow(Cells.Of("roles", string.Join(", ", me.Roles)));
            if (me.Permissions.Count > 0) table.AddRow(Cells.Of("permissions", string.Join(", ", me.Permissions)));
            if (me.Elevation.Length > 0) table.AddRow(Cells.Of("elevation", me.Elevation));
            table.AddRow(Cells.Of("workspaces", string.Join(", ", me.Workspaces)));
            table.AddRow(Cells.Of("workspace", me.Workspace));
            table.AddRow(Cells.Of("token", me.TokenId));
            table.AddRow(Cells.Of("expires", me.ExpireTime?.ToDateTimeOffset()));
            AnsiConsole.Write(table);
        });
        return command;
    }
}
