using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Identity.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops token …</c></summary>
internal static class TokenCommands
{
    private static readonly Argument<string> Id = new("id");

    public static Command Build() => new("token", "Bearer tokens.") { Create(), List(), Show(), Revoke(), Rotate() };

    private static Command Create()
    {
        var subject = new Argument<string>("subject");
        var roles = new Option<string[]>("--role")
        {
            Description = "viewer, engineer, approver, auditor, application or admin; may be repeated.",
            Arity = ArgumentArity.OneOrMore,
            Required = true,
        };
        var workspaces = new Option<string[]>("--in")
        {
            Description = "A workspace in which the roles hold, '*' for all; may be repeated. Without one: that of the request.",
            Arity = ArgumentArity.OneOrMore,
        };
        var account = new Option<bool>("--service-account") { Description = "The subject is no person." };
        var owner = new Option<string>("--owner")
        {
            Description = "The person who is answerable for the service account.", DefaultValueFactory = _ => "",
        };
        var description = new Option<string>("--description") { DefaultValueFactory = _ => "" };
        var (days, reason) = (Days(), Reason());
        var command = new Command("create", "Issues a token and prints it once.")
        {
            subject, roles, workspaces, account, owner, description, days, reason,
        };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new CreateTokenRequest
            {
                Subject = parsed.GetValue(subject),
                ValidDays = parsed.GetValue(days),
                Reason = parsed.GetValue(reason),
                Description = parsed.GetValue(description),
                ServiceAccount = parsed.GetValue(account),
                Owner = parsed.GetValue(owner),
                Roles = { parsed.GetValue(roles) },
                Workspaces = { parsed.GetValue(workspaces) ?? [] },
            };
            var token = await gateway.Tokens.CreateTokenAsync(request, cancellationToken: cancellation);
            Console.WriteLine(token.Value);
        });
        return command;
    }

    private static Command List()
    {
        var role = new Option<string>("--role") { Description = "Those that have this role.", DefaultValueFactory = _ => "" };
        var workspace = new Option<string>("--in") { Description = "Those that hold in this workspace.", DefaultValueFactory = _ => "" };
        var owner = new Option<string>("--owner")
        {
            Description = "Those of this person's service accounts.", DefaultValueFactory = _ => "",
        };
        var prefix = new Option<string>("--subject-prefix") { DefaultValueFactory = _ => "" };
        var active = new Option<bool>("--active") { Description = "Only those that hold." };
        var command = new Command("list", "Lists each token, by its creation.") { role, workspace, owner, prefix, active };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("id", "subject", "roles", "workspaces", "created", "expires", "last used", "state");
            var request = new ListTokensRequest
            {
                Role = parsed.GetValue(role),
                SubjectPrefix = parsed.GetValue(prefix),
                Workspace = parsed.GetValue(workspace),
                Owner = parsed.GetValue(owner),
                ActiveOnly = parsed.GetValue(active),
            };
            do
            {
                var page = await gateway.Tokens.ListTokensAsync(request, cancellationToken: cancellation);
                foreach (var token in page.Tokens)
                {
                    table.AddRow(Cells.Of(
                        token.Id, token.Subject, string.Join(", ", token.Roles), string.Join(", ", token.Workspaces),
                        token.CreateTime?.ToDateTimeOffset(), token.ExpireTime?.ToDateTimeOffset(), token.LastUseTime?.ToDateTimeOffset(),
                        TokenState.Of(token, DateTimeOffset.UtcNow)));
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
        var command = new Command("show", "All that is known of a token.") { Id };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new GetTokenRequest { Id = parsed.GetValue(Id) };
            AnsiConsole.Write(TokenState.Table(await gateway.Tokens.GetTokenAsync(request, cancellationToken: cancellation)));
        });
        return command;
    }

    private static Command Revoke()
    {
        var reason = new Option<string>("--reason") { Required = true };
        var command = new Command("revoke", "Ends a token at once.") { Id, reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new RevokeTokenRequest { Id = parsed.GetValue(Id), Reason = parsed.GetValue(reason) };
            var token = await gateway.Tokens.RevokeTokenAsync(request, cancellationToken: cancellation);
            Console.WriteLine($"The token {token.Id} of {token.Subject} holds no longer.");
        });
        return command;
    }

    private static Command Rotate()
    {
        var overlap = new Option<double>("--overlap-hours")
        {
            Description = "How long the old token goes on to hold, at most 24.", DefaultValueFactory = _ => 1,
        };
        var (days, reason) = (Days(), Reason());
        var command = new Command("rotate", "Issues a token in a token's place and prints it once.") { Id, overlap, days, reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new RotateTokenRequest
            {
                Id = parsed.GetValue(Id),
                Overlap = Duration.FromTimeSpan(TimeSpan.FromHours(parsed.GetValue(overlap))),
                ValidDays = parsed.GetValue(days),
                Reason = parsed.GetValue(reason),
            };
            Console.WriteLine((await gateway.Tokens.RotateTokenAsync(request, cancellationToken: cancellation)).Value);
        });
        return command;
    }

    private static Option<long> Days() => new("--valid-days") { Description = "1 to 365.", DefaultValueFactory = _ => 365 };

    private static Option<string> Reason() => new("--reason") { DefaultValueFactory = _ => "" };
}
