namespace MlOps.Gateway;

/// <summary>What requests of the gateway's own may hold.</summary>
internal static class Limits
{
    public const int NameLength = 128;

    public const int ReasonLength = 2000;

    public const int DescriptionLength = 4000;

    public const int Tags = 100;

    public const int TagKeyLength = 128;

    public const int TagValueLength = 1000;

    /// <summary>How many custom roles there may be, deleted ones included.</summary>
    public const int Roles = 200;

    /// <summary>How many permissions one custom role may have.</summary>
    public const int RolePermissions = 64;

    public const int PermissionLength = 64;

    /// <summary>How many roles one token may name.</summary>
    public const int TokenRoles = 16;

    /// <summary>How many members a workspace may have.</summary>
    public const int Members = 10_000;

    /// <summary>How long a person may be elevated, and how long it is usually.</summary>
    public static readonly TimeSpan Elevation = TimeSpan.FromHours(4);

    public static readonly TimeSpan UsualElevation = TimeSpan.FromHours(1);

    /// <summary>How many workspaces may be open.</summary>
    public const int OpenWorkspaces = 10_000;

    /// <summary>How many workspaces one token may name; a token has at most 8 KB.</summary>
    public const int Workspaces = 32;

    /// <summary>The longest life of a token, and the usual one.</summary>
    public const int Days = 365;

    /// <summary>How long a token may go on to hold beside its successor.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    public static readonly TimeSpan UsualOverlap = TimeSpan.FromHours(1);
}
