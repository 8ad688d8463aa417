namespace JasperFx.Events.Grouping;

/// <summary>How a multi-stream projection treats tenants.</summary>
public enum TenancyGrouping
{
    /// <summary>One document per tenant and id.</summary>
    RespectTenant,

    /// <summary>One document per tenant.</summary>
    RollUpByTenant,

    /// <summary>One document per id, over all tenants.</summary>
    AcrossTenants,
}
