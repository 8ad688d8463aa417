namespace Weasel.Core;

/// <summary>How enum values are written in JSON.</summary>
public enum EnumStorage
{
    /// <summary>As numbers.</summary>
    AsInteger,

    /// <summary>As names.</summary>
    AsString,
}
