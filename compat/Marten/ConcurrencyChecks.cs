namespace Marten;

/// <summary>Whether a session checks document versions.</summary>
public enum ConcurrencyChecks
{
    /// <summary>It does.</summary>
    Enabled,

    /// <summary>It does not.</summary>
    Disabled,
}
