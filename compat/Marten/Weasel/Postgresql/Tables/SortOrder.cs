namespace Weasel.Postgresql.Tables;

/// <summary>The order of an index.</summary>
public enum SortOrder
{
    /// <summary>Ascending.</summary>
    Asc,

    /// <summary>Descending.</summary>
    Desc,
}
