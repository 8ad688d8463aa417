using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

/// <summary>Turns .NET values into DuckDB's, in view of the type they are wanted as.</summary>
internal static unsafe class Value
{
    public static ValueHandle Create(object? value, LogicalTypeHandle wanted)
    {
        var type = NativeMethods.duckdb_get_type_id(wanted);
        return value switch
        {
            null or DBNull => NativeMethods.duckdb_create_null_value(),
            bool v => NativeMethods.duckdb_create_bool(v),
            sbyte v => NativeMethods.duckdb_create_int8(v),
            byte v => NativeMethods.duckdb_create_uint8(v),
            short v => NativeMethods.duckdb_create_int16(v),
            ushort v => NativeMethods.duckdb_create_uint16(v),
            int v => NativeMethods.duckdb_create_int32(v),
            uint v => NativeMethods.duckdb_create_uint32(v),
            long v => NativeMethods.duckdb_create_int64(v),
            ulong v => NativeMethods.duckdb_create_uint64(v),
            float v => NativeMethods.duckdb_create_float(v),
            double v => NativeMethods.duckdb_create_double(v),
            decimal v => NativeMethods.duckdb_create_decimal(NativeDecimal.From(v)),
            BigInteger v => Create(v),
            string v => Create(v),
            Guid v => NativeMethods.duckdb_create_uuid(NativeHugeInt.From(v)),
            byte[] v => Create(v),
            DateTime v => Create(v, type),
            DateTimeOffset v => NativeMethods.duckdb_create_timestamp_tz(Epoch.Micros(v.UtcDateTime)),
            DateOnly v => NativeMethods.duckdb_create_date(Epoch.Days(v)),
            TimeOnly v => NativeMethods.duckdb_create_time(v.Ticks / TimeSpan.TicksPerMicrosecond),
            TimeSpan v => NativeMethods.duckdb_create_interval(v),
            DuckDBInterval v => NativeMethods.duckdb_create_interval(v),
            ICollection v => Create(v, wanted, type),
            _ => Create(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        };
    }

    private static ValueHandle Create(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        fixed (byte* text = bytes) return NativeMethods.duckdb_create_varchar_length(text, (ulong)bytes.Length);
    }

    private static ValueHandle Create(byte[] value)
    {
        fixed (byte* data = value) return NativeMethods.duckdb_create_blob(data, (ulong)value.Length);
    }

    private static ValueHandle Create(BigInteger value) => value > Int128.MaxValue
        ? NativeMethods.duckdb_create_uhugeint(NativeHugeInt.From((Int128)(UInt128)value))
        : NativeMethods.duckdb_create_hugeint(NativeHugeInt.From((Int128)value));

    private static ValueHandle Create(DateTime value, DuckDBType type) => type switch
    {
        DuckDBType.Date => NativeMethods.duckdb_create_date(Epoch.Days(DateOnly.FromDateTime(value))),
        DuckDBType.Time => NativeMethods.duckdb_create_time(value.TimeOfDay.Ticks / TimeSpan.TicksPerMicrosecond),
        DuckDBType.TimestampS => NativeMethods.duckdb_create_timestamp_s(Epoch.FloorDivide(Epoch.Ticks(value), TimeSpan.TicksPerSecond)),
        DuckDBType.TimestampMs => NativeMethods.duckdb_create_timestamp_ms(Epoch.FloorDivide(Epoch.Ticks(value), TimeSpan.TicksPerMillisecond)),
        DuckDBType.TimestampNs => NativeMethods.duckdb_create_timestamp_ns(checked(Epoch.Ticks(value) * TimeSpan.NanosecondsPerTick)),
        DuckDBType.TimestampTz => NativeMethods.duckdb_create_timestamp_tz(Epoch.Micros(value)),
        _ => NativeMethods.duckdb_create_timestamp(Epoch.Micros(value)),
    };

    private static ValueHandle Create(ICollection value, LogicalTypeHandle wanted, DuckDBType type)
    {
        if (type is not (DuckDBType.List or DuckDBType.Array))
            throw new InvalidOperationException("A list can be given only where the statement makes the parameter's type known, as INSERT and a cast do.");
        using var elementType = type == DuckDBType.List
            ? NativeMethods.duckdb_list_type_child_type(wanted)
            : NativeMethods.duckdb_array_type_child_type(wanted);
        var elements = new List<ValueHandle>(value.Count);
        try
        {
            foreach (var element in value) elements.Add(Create(element, elementType));
            var pointers = elements.Select(e => e.DangerousGetHandle()).ToArray();
            fixed (nint* first = pointers)
            {
                return type == DuckDBType.List
                    ? NativeMethods.duckdb_create_list_value(elementType, first, (ulong)pointers.Length)
                    : NativeMethods.duckdb_create_array_value(elementType, first, (ulong)pointers.Length);
            }
        }
        finally
        {
            foreach (var element in elements) element.Dispose();
        }
    }
}
