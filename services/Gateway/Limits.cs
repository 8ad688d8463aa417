namespace MlOps.Gateway;

/// <summary>What requests of the gateway's own may hold.</summary>
internal static class Limits
{
    public const int NameLength = 128;

    public const int ReasonLength = 2000;

    /// <summary>How many workspaces may be open.</summary>
    public const int Workspaces = 10_000;

    public const int DescriptionLength = 4000;

    public const int Tags = 100;

    public const int TagKeyLength = 128;

    public const int TagValueLength = 1000;

    public const int DefaultDays = 365;

    public const int Days = 3650;
}
