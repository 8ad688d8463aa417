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

    /// <summary>The largest quotas; 0 is none.</summary>
    public const long RequestsPerMinute = 1_000_000;

    public const long RequestsPerDay = 1_000_000_000_000;

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

    /// <summary>The largest value of a secret.</summary>
    public const int SecretBytes = 64 * 1024;

    /// <summary>How many versions of a secret have a value.</summary>
    public const int SecretVersions = 50;

    /// <summary>How many secrets a workspace has; a few more where several are made at once.</summary>
    public const int Secrets = 1000;

    /// <summary>What a service says that it needs a secret for.</summary>
    public const int PurposeLength = 200;
}
