using MlOps.Contracts.Identity.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary>How a token is shown.</summary>
internal static class TokenState
{
    /// <summary>Whether it holds, in a word or two.</summary>
    public static string Of(Token token, DateTimeOffset now)
    {
        if (token.Revoked) return "revoked";
        if (token.ExpireTime.ToDateTimeOffset() <= now) return "expired";
        if (token.EndTime is not { } end) return "active";
        return end.ToDateTimeOffset() <= now ? "rotated" : $"rotated, holds until {end.ToDateTimeOffset()}";
    }

    /// <summary>All of it, a line each.</summary>
    public static Table Table(Token token)
    {
        var table = new Table().AddColumns("", "").HideHeaders();
        (string Name, object? Value)[] rows =
        [
            ("id", token.Id), ("subject", token.Subject), ("owner", token.Owner), ("roles", string.Join(", ", token.Roles)),
            ("workspaces", string.Join(", ", token.Workspaces)), ("description", token.Description), ("creator", token.Creator),
            ("created", token.CreateTime?.ToDateTimeOffset()), ("expires", token.ExpireTime?.ToDateTimeOffset()),
            ("last used", token.LastUseTime?.ToDateTimeOffset()), ("state", Of(token, DateTimeOffset.UtcNow)),
            ("revoked by", token.Revoker), ("reason", token.RevokeReason), ("successor", token.Successor),
        ];
        foreach (var (name, value) in rows)
        {
            if (value is not (null or "")) table.AddRow(Cells.Of(name, value));
        }

        return table;
    }
}
