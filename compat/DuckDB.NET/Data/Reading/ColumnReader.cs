using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads the values of one column, or of what is nested in one, from the vector of the current chunk.</summary>
internal abstract unsafe class ColumnReader(string column, DuckDBType type)
{
    private const int BitsPerWord = 64;
    private ulong* validity;

    public string Column { get; } = column;

    public DuckDBType Type { get; } = type;

    /// <summary>The type that values are read as unless another is asked for.</summary>
    public abstract Type ClrType { get; }

    protected void* Data { get; private set; }

    /// <summary>Turns to the next chunk's vector.</summary>
    public virtual void Bind(nint vector)
    {
        Data = NativeMethods.duckdb_vector_get_data(vector);
        validity = NativeMethods.duckdb_vector_get_validity(vector);
    }

    public bool IsValid(ulong row) => validity == null || (validity[row / BitsPerWord] >> (int)(row % BitsPerWord) & 1) != 0;

    /// <summary>The value as a type; NULL is null of a nullable value type and refused otherwise.</summary>
    public T Get<T>(ulong row)
    {
        if (Nullable.GetUnderlyingType(typeof(T)) is { } underlying) return IsValid(row) ? (T)GetAs(row, underlying) : default!;
        return IsValid(row) ? Read<T>(row) : throw new InvalidCastException($"Column '{Column}' value is null");
    }

    /// <summary>A value that is not NULL, as a type that is not nullable.</summary>
    public object GetAs(ulong row, Type target) => Read(row, target == typeof(object) ? ClrType : target);

    protected abstract object Read(ulong row, Type target);

    protected virtual T Read<T>(ulong row) => (T)GetAs(row, typeof(T));

    protected InvalidCastException CannotRead(Type target) => new($"Cannot read {Type} column '{Column}' as {target.Name}");
}
