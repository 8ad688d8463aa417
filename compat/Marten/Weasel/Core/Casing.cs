namespace Weasel.Core;

/// <summary>How member names are written in JSON.</summary>
public enum Casing
{
    /// <summary>As declared.</summary>
    Default,

    /// <summary><c>camelCase</c>.</summary>
    CamelCase,

    /// <summary><c>snake_case</c>.</summary>
    SnakeCase,
}
