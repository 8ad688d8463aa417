namespace JasperFx;

/// <summary>How far a store may change the database schema by itself.</summary>
public enum AutoCreate
{
    /// <summary>Create, update and, where nothing else helps, replace.</summary>
    All,

    /// <summary>Create and add what is missing; never destroy.</summary>
    CreateOrUpdate,

    /// <summary>Create what is missing; leave what exists as it is.</summary>
    CreateOnly,

    /// <summary>Change nothing.</summary>
    None,
}
