using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace DuckDB.NET.Data;

/// <summary>A value of a statement's parameter: <c>?</c> or <c>$1</c> by position, <c>$name</c> by name (without the dollar).</summary>
public class DuckDBParameter : DbParameter
{
    public DuckDBParameter() : this("", DbType.String, null)
    {
    }

    public DuckDBParameter(object value) : this("", DbType.Object, value)
    {
    }

    public DuckDBParameter(DbType type, object? value) : this("", type, value)
    {
    }

    public DuckDBParameter(string name, object? value) : this(name, DbType.Object, value)
    {
    }

    public DuckDBParameter(string name, DbType type, object? value) => (ParameterName, DbType, Value) = (name, type, value);

    /// <summary>Not looked at: the value's own type and the statement decide.</summary>
    public override DbType DbType { get; set; }

    [AllowNull]
    public override string ParameterName { get; set => field = value ?? ""; }

    public override object? Value { get; set; }

    public override ParameterDirection Direction { get; set; } = ParameterDirection.Input;

    public override bool IsNullable { get; set; }

    [AllowNull]
    public override string SourceColumn { get; set => field = value ?? ""; } = "";

    public override bool SourceColumnNullMapping { get; set; }

    public override int Size { get; set; }

    public override void ResetDbType() => DbType = DbType.String;
}
