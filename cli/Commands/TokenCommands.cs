using System.CommandLine;
using MlOps.Contracts.Identity.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops token …</c></summary>
internal static class TokenCommands
{
    public static Command Build() => new("token", "Bearer tokens.") { Create(), List() };

    private static Command Create()
    {
        var subject = new Argument<string>("subject");
        var roles = new Option<string[]>("--role")
        {
            Description = "viewer, engineer, approver, auditor, application or admin; may be repeated.", Arity = ArgumentArity.OneOrMore,
            Required = true,
        };
        var days = new Option<long>("--valid-days") { DefaultValueFactory = _ => 365 };
        var reason = new Option<string>("--reason") { DefaultValueFactory = _ => "" };
        var command = new Command("create", "Issues a token and prints it once.") { subject, roles, days, reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new CreateTokenRequest
            {
                Subject = parsed.GetValue(subject), ValidDays = parsed.GetValue(days), Reason = parsed.GetValue(reason),
            };
            request.Roles.AddRange(parsed.GetValue(roles));
            var token = await gateway.Tokens.CreateTokenAsync(request, cancellationToken: cancellation);
            Console.WriteLine(token.Value);
        });
        return command;
    }

    private static Command List()
    {
        var role = new Option<string>("--role") { Description = "Those that have this role.", DefaultValueFactory = _ => "" };
        var prefix = new Option<string>("--name-prefix") { DefaultValueFactory = _ => "" };
        var command = new Command("list", "Lists who has a token, by name.") { role, prefix };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("subject", "roles", "issued", "expires");
            var request = new ListSubjectsRequest { Role = parsed.GetValue(role), NamePrefix = parsed.GetValue(prefix) };
            do
            {
                var page = await gateway.Tokens.ListSubjectsAsync(request, cancellationToken: cancellation);
                foreach (var subject in page.Subjects)
                {
                    table.AddRow(Cells.Of(
                        subject.Name, string.Join(", ", subject.Roles), subject.LastIssuedTime?.ToDateTimeOffset(),
                        subject.ExpireTime?.ToDateTimeOffset()));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }
}
