namespace JasperFx.Events.Daemon;

/// <summary>What becomes of a projected document.</summary>
public enum ActionType
{
    /// <summary>It is stored.</summary>
    Store,

    /// <summary>It is deleted.</summary>
    Delete,

    /// <summary>It is stored, and no longer deleted.</summary>
    UnDeleteAndStore,

    /// <summary>It stays as it is.</summary>
    Nothing,

    /// <summary>Its row is deleted.</summary>
    HardDelete,

    /// <summary>It is stored and then marked as deleted.</summary>
    StoreThenSoftDelete,
}
