using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>How far the running query is; the percentage is -1 where that is not known.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct DuckDBQueryProgress
{
    public double Percentage { get; }

    public ulong RowsProcessed { get; }

    public ulong TotalRowsToProcess { get; }
}
