using System.CommandLine;
using MlOps.Contracts.Identity.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary>The keys that protect secrets: <c>mlops secret rotate-master-key</c> and <c>mlops secret master-keys</c></summary>
internal static class MasterKeyCommands
{
    public static Command Rotate()
    {
        var command = new Command("rotate-master-key", "Takes another master key into use; for admins of all workspaces.")
        {
            Describing.Reason,
        };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new RotateMasterKeyRequest { Reason = parsed.GetValue(Describing.Reason) };
            var key = await gateway.Secrets.RotateMasterKeyAsync(request, cancellationToken: cancellation);
            Console.WriteLine($"The master key {key.KeyId} is in use; what {key.Replaces} protects is put under it (secret master-keys).");
        });
        return command;
    }

    public static Command List()
    {
        var command = new Command("master-keys", "Each master key that there was, and how many values it still protects.");
        command.Runs(async (_, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("key", "replaces", "in use since", "protects", "destroyed");
            var request = new ListMasterKeysRequest();
            do
            {
                var page = await gateway.Secrets.ListMasterKeysAsync(request, cancellationToken: cancellation);
                foreach (var key in page.Keys)
                {
                    table.AddRow(Cells.Of(
                        key.KeyId, key.Replaces, key.CreateTime.ToDateTimeOffset(), key.Protects, key.RetireTime?.ToDateTimeOffset()));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }
}
