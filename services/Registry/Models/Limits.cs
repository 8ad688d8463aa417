namespace MlOps.Registry.Models;

/// <summary>The sizes and counts that the registry accepts.</summary>
internal static class Limits
{
    public const int DescriptionLength = 5000;
    public const int ReasonLength = 2000;
    public const int Tags = 100;
    public const int TagKeyLength = 250;
    public const int TagValueLength = 5000;
    public const int Gates = 100;
    public const int Aliases = 100;
    public const int Versions = 10_000;
}
