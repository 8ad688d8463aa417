using MlOps.Contracts.Identity.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary>How a secret is shown: by all but its value.</summary>
internal static class SecretState
{
    /// <summary>The secret, a line each.</summary>
    public static Table Table(Secret secret)
    {
        var table = new Table().AddColumns("", "").HideHeaders();
        (string Name, object? Value)[] rows =
        [
            ("name", secret.Name), ("description", secret.Description), ("creator", secret.Creator),
            ("created", secret.CreateTime.ToDateTimeOffset()), ("revision", secret.Revision),
            ("last used", secret.LastUse?.Time.ToDateTimeOffset()), ("by", secret.LastUse?.Service), ("for", secret.LastUse?.Person),
            ("version", secret.LastUse?.Version), ("purpose", secret.LastUse?.Purpose), ("uses", secret.LastUse?.Count),
        ];
        foreach (var (name, value) in rows)
        {
            if (value is not (null or "")) table.AddRow(Cells.Of(name, value));
        }

        return table;
    }

    /// <summary>Its versions, oldest first.</summary>
    public static Table Versions(Secret secret)
    {
        var table = new Table().AddColumns("version", "created", "by", "state");
        foreach (var version in secret.Versions)
            table.AddRow(Cells.Of(version.Version, version.CreateTime.ToDateTimeOffset(), version.Creator, Of(version)));
        return table;
    }

    /// <summary>Whether a version is given to services, in a few words.</summary>
    public static string Of(SecretVersion version) => version.State == SecretVersionState.Enabled
        ? "enabled"
        : $"disabled by {version.Disabler}: {version.DisableReason}";
}
