using System.Text.Json;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Reads whom a token speaks for from its claims; what has another shape than ours speaks for nobody.</summary>
internal static class HolderClaims
{
    /// <summary>The holder that these claims name; null if they are incomplete.</summary>
    public static TokenHolder? Read(JsonElement claims, string? via = null) =>
        claims.ValueKind == JsonValueKind.Object
        && Text(claims, TokenClaims.Subject) is { Length: > 0 } subject
        && Texts(claims, TokenClaims.Roles) is { } roles
        && Texts(claims, TokenClaims.Workspaces) is { } workspaces
            ? new TokenHolder(subject, roles, workspaces, Text(claims, TokenClaims.Id) ?? "", Text(claims, TokenClaims.Owner), via)
            {
                Permissions = Texts(claims, TokenClaims.Permissions) ?? [], Elevation = Text(claims, TokenClaims.Elevation),
            }
            : null;

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string[]? Texts(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
        && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : null;
}
