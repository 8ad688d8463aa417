namespace MlOps.Runtime;

/// <summary>How the values of a column are binned.</summary>
public enum ColumnKind
{
    /// <summary>More than <see cref="ColumnProfile.MaxCategories"/> distinct values: bins are deciles.</summary>
    Numeric,

    /// <summary>At most <see cref="ColumnProfile.MaxCategories"/> distinct values: each is a bin.</summary>
    Categorical,
}
