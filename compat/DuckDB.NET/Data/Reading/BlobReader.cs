using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads blobs as streams, as the original does; a byte array is not to be had of it either.</summary>
internal sealed unsafe class BlobReader(string column) : ColumnReader(column, DuckDBType.Blob)
{
    public override Type ClrType => typeof(Stream);

    protected override object Read(ulong row, Type target) => target == typeof(Stream)
        ? new MemoryStream(NativeString.Bytes((NativeString*)Data + row).ToArray(), writable: false)
        : throw CannotRead(target);
}
