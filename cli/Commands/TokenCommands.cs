using System.CommandLine;
using MlOps.Contracts.Identity.V1;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops token …</c></summary>
internal static class TokenCommands
{
    public static Command Build() => new("token", "Bearer tokens.") { Create() };

    private static Command Create()
    {
        var subject = new Argument<string>("subject");
        var roles = new Option<string[]>("--role")
        {
            Description = "admin, engineer, approver, auditor or application; may be repeated.", Arity = ArgumentArity.OneOrMore, Required = true,
        };
        var days = new Option<long>("--valid-days") { DefaultValueFactory = _ => 365 };
        var command = new Command("create", "Issues a token and prints it once.") { subject, roles, days };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new CreateTokenRequest { Subject = parsed.GetValue(subject), ValidDays = parsed.GetValue(days) };
            request.Roles.AddRange(parsed.GetValue(roles));
            var token = await gateway.Tokens.CreateTokenAsync(request, cancellationToken: cancellation);
            Console.WriteLine(token.Value);
        });
        return command;
    }
}
