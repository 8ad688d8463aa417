using System.Collections;
using System.Data.Common;
using DuckDB.NET.Data.Reading;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

/// <summary>Reads the rows of a command's results, chunk after chunk.</summary>
public sealed class DuckDBDataReader : DbDataReader
{
    private readonly IEnumerator<QueryResult> results;
    private readonly DuckDBConnection? connectionToClose;
    private QueryResult? result;
    private ColumnReader[] columns = [];
    private ChunkHandle? chunk;
    private ulong chunkRows;
    private ulong rowsRead;
    private bool hasRows;
    private bool closed;

    internal DuckDBDataReader(IEnumerable<QueryResult> results, DuckDBConnection? connectionToClose)
    {
        this.results = results.GetEnumerator();
        this.connectionToClose = connectionToClose;
        try
        {
            NextResult();
        }
        catch
        {
            Release();
            throw;
        }
    }

    public override int Depth => 0;

    public override int FieldCount => columns.Length;

    public override bool HasRows => hasRows;

    public override bool IsClosed => closed;

    public override int RecordsAffected => -1;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <summary>Runs statements until one returns columns.</summary>
    public override bool NextResult()
    {
        ReleaseResult();
        while (results.MoveNext())
        {
            result = results.Current;
            if (result.HasColumns)
            {
                columns = new ColumnReader[result.ColumnCount];
                for (var i = 0; i < columns.Length; i++)
                {
                    using var type = result.ColumnType(i);
                    columns[i] = ColumnReaders.Create(result.ColumnName(i), type);
                }

                hasRows = NextChunk();
                return true;
            }

            ReleaseResult();
        }

        return false;
    }

    public override bool Read()
    {
        if (rowsRead >= chunkRows && !NextChunk()) return false;
        rowsRead++;
        return true;
    }

    public override bool IsDBNull(int ordinal) => !columns[ordinal].IsValid(Row);

    public override T GetFieldValue<T>(int ordinal) => columns[ordinal].Get<T>(Row);

    public override object GetValue(int ordinal) =>
        IsDBNull(ordinal) ? DBNull.Value : columns[ordinal].GetAs(Row, columns[ordinal].ClrType);

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++) values[i] = GetValue(i);
        return count;
    }

    public override string GetName(int ordinal) => columns[ordinal].Column;

    /// <exception cref="DuckDBException">There is no such column.</exception>
    public override int GetOrdinal(string name) =>
        Array.FindIndex(columns, column => column.Column == name) is >= 0 and var ordinal
            ? ordinal
            : throw new DuckDBException($"Column with name {name} was not found.");

    public override Type GetFieldType(int ordinal) => columns[ordinal].ClrType;

    public override string GetDataTypeName(int ordinal) => columns[ordinal].Type.ToString();

    public override bool GetBoolean(int ordinal) => GetFieldValue<bool>(ordinal);

    public override byte GetByte(int ordinal) => GetFieldValue<byte>(ordinal);

    public override short GetInt16(int ordinal) => GetFieldValue<short>(ordinal);

    public override int GetInt32(int ordinal) => GetFieldValue<int>(ordinal);

    public override long GetInt64(int ordinal) => GetFieldValue<long>(ordinal);

    public override float GetFloat(int ordinal) => GetFieldValue<float>(ordinal);

    public override double GetDouble(int ordinal) => GetFieldValue<double>(ordinal);

    public override decimal GetDecimal(int ordinal) => GetFieldValue<decimal>(ordinal);

    public override string GetString(int ordinal) => GetFieldValue<string>(ordinal);

    public override Guid GetGuid(int ordinal) => GetFieldValue<Guid>(ordinal);

    public override DateTime GetDateTime(int ordinal) => GetFieldValue<DateTime>(ordinal);

    public override Stream GetStream(int ordinal) => GetFieldValue<Stream>(ordinal);

    public override char GetChar(int ordinal) => throw new NotSupportedException();

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    public override void Close()
    {
        if (closed) return;
        Release();
        connectionToClose?.Close();
    }

    private ulong Row => rowsRead > 0 && rowsRead <= chunkRows ? rowsRead - 1 : throw new InvalidOperationException("No row has been read");

    private bool NextChunk()
    {
        chunk?.Dispose();
        (chunk, chunkRows, rowsRead) = (null, 0, 0);
        chunk = result?.Fetch();
        if (chunk is null) return false;
        chunkRows = NativeMethods.duckdb_data_chunk_get_size(chunk);
        for (var i = 0; i < columns.Length; i++) columns[i].Bind(NativeMethods.duckdb_data_chunk_get_vector(chunk, (ulong)i));
        return chunkRows > 0;
    }

    private void ReleaseResult()
    {
        chunk?.Dispose();
        result?.Dispose();
        (chunk, result, chunkRows, rowsRead, columns, hasRows) = (null, null, 0, 0, [], false);
    }

    private void Release()
    {
        closed = true;
        ReleaseResult();
        results.Dispose();
    }
}
