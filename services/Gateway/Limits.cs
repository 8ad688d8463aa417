namespace MlOps.Gateway;

/// <summary>What requests of the gateway's own may hold.</summary>
internal static class Limits
{
    public const int NameLength = 128;

    public const int ReasonLength = 2000;

    public const int DefaultDays = 365;

    public const int Days = 3650;
}
