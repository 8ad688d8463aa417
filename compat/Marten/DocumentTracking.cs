namespace Marten;

/// <summary>What a session remembers of the documents that it loads.</summary>
public enum DocumentTracking
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Each document once.</summary>
    IdentityOnly,
}
