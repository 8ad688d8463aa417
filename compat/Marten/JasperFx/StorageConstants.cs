namespace JasperFx;

/// <summary>Names that every store of the family shares.</summary>
public static class StorageConstants
{
    /// <summary>The tenant of sessions that name none.</summary>
    public const string DefaultTenantId = "*DEFAULT*";
}
