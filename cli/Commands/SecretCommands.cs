using System.CommandLine;
using MlOps.Contracts.Identity.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops secret …</c></summary>
internal static class SecretCommands
{
    private static readonly Argument<string> Name = new("name");
    private static readonly Option<string> Why = new("--reason") { Description = "Why, for the record.", Required = true };
    private static readonly Option<long?> Expected = new("--expected-version") { Description = "The revision that it must have." };

    public static Command Build() => new("secret", "Named secrets of a workspace: values go in, and to services only.")
    {
        Create(), Update(), List(), Show(), Disable(), Delete(), MasterKeyCommands.Rotate(), MasterKeyCommands.List(),
    };

    private static Command Create()
    {
        var command = new Command("create", "Stores a secret; its value comes from standard input or a file.")
        {
            Name, SecretValue.FromFile, Describing.Description, Describing.Reason,
        };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new CreateSecretRequest
            {
                Name = parsed.GetValue(Name),
                Value = await SecretValue.ReadAsync(parsed, cancellation),
                Description = parsed.GetValue(Describing.Description) ?? "",
                Reason = parsed.GetValue(Describing.Reason),
            };
            var secret = await gateway.Secrets.CreateSecretAsync(request, cancellationToken: cancellation);
            Console.WriteLine($"The secret {secret.Name} has version {secret.Versions[^1].Version}.");
        });
        return command;
    }

    private static Command Update()
    {
        var command = new Command("update", "Stores a new version of a secret.")
        {
            Name, SecretValue.FromFile, Describing.Description, Expected, Describing.Reason,
        };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new UpdateSecretRequest
            {
                Name = parsed.GetValue(Name),
                Value = await SecretValue.ReadAsync(parsed, cancellation),
                Reason = parsed.GetValue(Describing.Reason),
            };
            if (parsed.GetValue(Describing.Description) is { } description) request.Description = description;
            if (parsed.GetValue(Expected) is { } expected) request.ExpectedVersion = expected;
            var secret = await gateway.Secrets.UpdateSecretAsync(request, cancellationToken: cancellation);
            Console.WriteLine($"The secret {secret.Name} has version {secret.Versions[^1].Version}.");
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the secrets of the workspace, without their values.") { Describing.Prefix };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("name", "version", "description", "created", "last used", "by");
            var request = new ListSecretsRequest { NamePrefix = parsed.GetValue(Describing.Prefix) };
            do
            {
                var page = await gateway.Secrets.ListSecretsAsync(request, cancellationToken: cancellation);
                foreach (var secret in page.Secrets)
                {
                    table.AddRow(Cells.Of(
                        secret.Name, secret.Versions[^1].Version, secret.Description, secret.CreateTime.ToDateTimeOffset(),
                        secret.LastUse?.Time.ToDateTimeOffset(), secret.LastUse?.Service));
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
        var command = new Command("show", "All that is known of a secret: not its value.") { Name };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new GetSecretRequest { Name = parsed.GetValue(Name) };
            var secret = await gateway.Secrets.GetSecretAsync(request, cancellationToken: cancellation);
            AnsiConsole.Write(SecretState.Table(secret));
            AnsiConsole.Write(SecretState.Versions(secret));
        });
        return command;
    }

    private static Command Disable()
    {
        var version = new Argument<long>("version");
        var command = new Command("disable", "Gives a version to no service any more.") { Name, version, Why };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new DisableSecretVersionRequest
            {
                Name = parsed.GetValue(Name), Version = parsed.GetValue(version), Reason = parsed.GetValue(Why),
            };
            await gateway.Secrets.DisableSecretVersionAsync(request, cancellationToken: cancellation);
            Console.WriteLine($"Version {request.Version} of the secret {request.Name} is disabled.");
        });
        return command;
    }

    private static Command Delete()
    {
        var command = new Command("delete", "Destroys the values of a secret; what was recorded of it stays.") { Name, Why };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new DeleteSecretRequest { Name = parsed.GetValue(Name), Reason = parsed.GetValue(Why) };
            await gateway.Secrets.DeleteSecretAsync(request, cancellationToken: cancellation);
            Console.WriteLine($"The secret {request.Name} is destroyed.");
        });
        return command;
    }
}
