namespace MlOps.Features;

/// <summary>The feature store's stated limits; past each the caller gets a clear error and nothing is half done.</summary>
internal static class Limits
{
    public const int JoinKeys = 16;
    public const int EntitiesPerView = 8;
    public const int FeaturesPerView = 1000;
    public const int FeaturesPerService = 2000;
    public const int ViewsPerService = 50;
    public const int Labels = 100;
    public const int DescriptionLength = 5000;
    public const int ExpressionLength = 1000;
    public const int OnlineRows = 1000;
    public const int KeysPerMaterialization = 2_000_000;
}
