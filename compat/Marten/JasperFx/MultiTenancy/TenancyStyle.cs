namespace JasperFx.MultiTenancy;

/// <summary>How tenants share tables.</summary>
public enum TenancyStyle
{
    /// <summary>There are no tenants.</summary>
    Single,

    /// <summary>All tenants share the tables; <c>tenant_id</c> is part of the keys.</summary>
    Conjoined,
}
