using System.Globalization;
using System.Numerics;
using System.Text;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace MlOps.DuckDB.NET.Tests;

/// <summary>Every type, read as .NET has it and compared with what DuckDB itself says of the value in text.</summary>
public sealed class TypeTests
{
    [Theory]
    [InlineData("true", typeof(bool))]
    [InlineData("false", typeof(bool))]
    [InlineData("(-128)::TINYINT", typeof(sbyte))]
    [InlineData("(-32768)::SMALLINT", typeof(short))]
    [InlineData("(-2147483648)::INTEGER", typeof(int))]
    [InlineData("(-9223372036854775808)::BIGINT", typeof(long))]
    [InlineData("255::UTINYINT", typeof(byte))]
    [InlineData("65535::USMALLINT", typeof(ushort))]
    [InlineData("4294967295::UINTEGER", typeof(uint))]
    [InlineData("18446744073709551615::UBIGINT", typeof(ulong))]
    [InlineData("170141183460469231731687303715884105727::HUGEINT", typeof(BigInteger))]
    [InlineData("(-170141183460469231731687303715884105728)::HUGEINT", typeof(BigInteger))]
    [InlineData("(-1)::HUGEINT", typeof(BigInteger))]
    [InlineData("340282366920938463463374607431768211455::UHUGEINT", typeof(BigInteger))]
    [InlineData("1.5::FLOAT", typeof(float))]
    [InlineData("(-0.1)::DOUBLE", typeof(double))]
    [InlineData("12.34::DECIMAL(4,2)", typeof(decimal))]
    [InlineData("(-12345.678)::DECIMAL(9,3)", typeof(decimal))]
    [InlineData("123456789012.345678::DECIMAL(18,6)", typeof(decimal))]
    [InlineData("(-1234567890123456789012345.678)::DECIMAL(38,3)", typeof(decimal))]
    [InlineData("0.001::DECIMAL(4,3)", typeof(decimal))]
    [InlineData("''", typeof(string))]
    [InlineData("'exactly12 by'", typeof(string))]
    [InlineData("'more than twelve bytes'", typeof(string))]
    [InlineData("'größer 🦆 鴨'", typeof(string))]
    [InlineData("'00000000-0000-0000-0000-000000000001'::UUID", typeof(Guid))]
    [InlineData("'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'::UUID", typeof(Guid))]
    [InlineData("'b'::ENUM('a', 'b')", typeof(string))]
    public void reads_what_duckdb_prints(string expression, Type type)
    {
        using var connection = InMemory.Open();
        using var command = connection.Command($"SELECT {expression}, ({expression})::VARCHAR");
        using var reader = command.ExecuteReader();
        reader.Read().ShouldBeTrue();

        reader.GetFieldType(0).ShouldBe(type);
        reader.GetValue(0).ShouldBeOfType(type);
        var text = reader.GetString(1);
        var value = reader.GetValue(0);
        if (value is decimal number) number.ShouldBe(decimal.Parse(text));
        else Convert.ToString(value, CultureInfo.InvariantCulture)!.ShouldBe(text, StringCompareShould.IgnoreCase);
    }

    [Theory]
    [InlineData("TIMESTAMP '2024-02-29 23:59:59.123456'", "2024-02-29 23:59:59.1234560")]
    [InlineData("TIMESTAMP '1969-12-31 23:59:59.999999'", "1969-12-31 23:59:59.9999990")]
    [InlineData("TIMESTAMP '0001-01-01 00:00:00'", "0001-01-01 00:00:00.0000000")]
    [InlineData("TIMESTAMP '9999-12-31 23:59:59.999999'", "9999-12-31 23:59:59.9999990")]
    [InlineData("TIMESTAMP_S '1969-12-31 23:59:59'", "1969-12-31 23:59:59.0000000")]
    [InlineData("TIMESTAMP_MS '2024-01-01 00:00:00.001'", "2024-01-01 00:00:00.0010000")]
    [InlineData("TIMESTAMP_NS '2024-01-01 00:00:00.123456789'", "2024-01-01 00:00:00.1234567")]
    [InlineData("TIMESTAMP_NS '1969-12-31 23:59:59.999999999'", "1969-12-31 23:59:59.9999999")]
    [InlineData("TIMESTAMPTZ '2024-06-01 12:00:00+02'", "2024-06-01 10:00:00.0000000")]
    public void reads_timestamps(string expression, string expected)
    {
        using var connection = InMemory.Open();

        ((DateTime)connection.Scalar($"SELECT {expression}")!).ToString("yyyy-MM-dd HH:mm:ss.fffffff").ShouldBe(expected);
        connection.Column<DateTimeOffset>($"SELECT {expression}").Single().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fffffff").ShouldBe(expected);
    }

    [Fact]
    public void reads_dates_and_times()
    {
        using var connection = InMemory.Open();

        connection.Scalar("SELECT DATE '1969-12-31'").ShouldBe(new DateOnly(1969, 12, 31));
        connection.Column<DateTime>("SELECT DATE '2024-02-29'").ShouldBe([new DateTime(2024, 2, 29)]);
        connection.Scalar("SELECT TIME '23:59:59.999999'").ShouldBe(new TimeOnly(23, 59, 59, 999, 999));
        connection.Scalar("SELECT '12:30:00+02:00'::TIMETZ").ShouldBe(new DateTimeOffset(1, 1, 1, 12, 30, 0, TimeSpan.FromHours(2)));
        connection.Scalar("SELECT INTERVAL '3 days 4 hours 5.000006 seconds'").ShouldBe(new TimeSpan(3, 4, 0, 5, 0, 6));
        connection.Column<DuckDBInterval>("SELECT INTERVAL '14 months 3 days'").ShouldBe([new DuckDBInterval(14, 3, 0)]);
        Should.Throw<ArgumentOutOfRangeException>(() => connection.Scalar("SELECT INTERVAL '1 month'"));
    }

    [Theory]
    [InlineData("DATE 'infinity'")]
    [InlineData("TIMESTAMP '-infinity'")]
    [InlineData("TIMESTAMP '20000-01-01'")]
    [InlineData("(DATE '0001-01-01' - 1)::DATE")]
    public void refuses_times_that_dotnet_does_not_have(string expression)
    {
        using var connection = InMemory.Open();

        Should.Throw<Exception>(() => connection.Scalar($"SELECT {expression}")).ShouldBeAssignableTo<SystemException>();
    }

    [Fact]
    public void reads_blobs_as_streams()
    {
        using var connection = InMemory.Open();
        var bytes = Enumerable.Range(0, 1000).Select(i => (byte)i).ToArray();

        using var stream = connection.Column<Stream>("SELECT ?::BLOB", bytes).Single();

        var copy = new byte[2000];
        stream.ReadAtLeast(copy, copy.Length, throwOnEndOfStream: false).ShouldBe(1000);
        copy[..1000].ShouldBe(bytes);
        connection.Scalar("SELECT md5(?::BLOB)", bytes).ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(bytes)));
    }

    [Fact]
    public void reads_lists_structs_and_maps()
    {
        using var connection = InMemory.Open();

        connection.Scalar("SELECT [1, 2, 3]").ShouldBe(new List<int> { 1, 2, 3 });
        connection.Scalar("SELECT ['a', NULL]").ShouldBe(new List<string?> { "a", null });
        connection.Scalar("SELECT []::DOUBLE[]").ShouldBe(new List<double>());
        connection.Scalar("SELECT [[1], [], [2, 3]]").ShouldBe(new List<List<int>> { new() { 1 }, new(), new() { 2, 3 } });
        connection.Scalar("SELECT [1.5, 2.5]::DOUBLE[2]").ShouldBe(new List<double> { 1.5, 2.5 });
        connection.Column<List<int?>>("SELECT [1, NULL]").Single().ShouldBe([1, null]);
        connection.Column<List<long>>("SELECT [1, 2]").Single().ShouldBe([1L, 2L]);
        connection.Scalar("SELECT {'a': 1, 'b': 'x', 'c': NULL, 'd': [DATE '2024-01-01']}")
            .ShouldBeOfType<Dictionary<string, object>>()
            .ShouldSatisfyAllConditions(
                s => s.Keys.ShouldBe(["a", "b", "c", "d"]),
                s => s["a"].ShouldBe(1),
                s => s["b"].ShouldBe("x"),
                s => s["c"].ShouldBeNull(),
                s => s["d"].ShouldBe(new List<DateOnly> { new(2024, 1, 1) }));
        connection.Scalar("SELECT MAP {'x': 1, 'y': 2}").ShouldBe(new Dictionary<string, int> { ["x"] = 1, ["y"] = 2 });
        connection.Column<Dictionary<string, double?>>("SELECT MAP {'x': 1.5::DOUBLE, 'y': NULL}").Single()["y"].ShouldBeNull();
        Should.Throw<InvalidCastException>(() => connection.Scalar("SELECT [1, NULL]"));
    }

    [Fact]
    public void reads_nested_values_of_every_row_of_many_chunks()
    {
        using var connection = InMemory.Open();

        using var command = connection.Command("SELECT i, [i, i + 1], {'i': i, 'l': range(i % 3)}, i % 3 FROM range(5000) t(i)");
        using var reader = command.ExecuteReader();

        for (var i = 0L; reader.Read(); i++)
        {
            reader.GetInt64(0).ShouldBe(i);
            reader.GetFieldValue<List<long>>(1).ShouldBe([i, i + 1]);
            var nested = reader.GetFieldValue<Dictionary<string, object?>>(2);
            nested["i"].ShouldBe(i);
            ((List<long>)nested["l"]!).Count.ShouldBe(reader.GetInt32(3));
        }
    }

    [Fact]
    public void reads_a_dotnet_enum_by_its_number()
    {
        using var connection = InMemory.Open();

        connection.Column<DayOfWeek>("SELECT 'mon'::ENUM('sun', 'mon')").ShouldBe([DayOfWeek.Monday]);
    }

    [Fact]
    public void converts_numbers_that_fit_and_refuses_others()
    {
        using var connection = InMemory.Open();

        connection.Column<long>("SELECT 1::TINYINT").ShouldBe([1L]);
        connection.Column<double>("SELECT 3::INTEGER").ShouldBe([3.0]);
        connection.Column<decimal>("SELECT 1.5::DOUBLE").ShouldBe([1.5m]);
        connection.Column<long>("SELECT sum(i) FROM range(10) t(i)").ShouldBe([45L]);
        Should.Throw<InvalidCastException>(() => connection.Column<byte>("SELECT 256"));
        Should.Throw<InvalidCastException>(() => connection.Column<int>("SELECT 9223372036854775808::HUGEINT"));
        Should.Throw<InvalidCastException>(() => connection.Column<int>("SELECT 'text'"));
        Should.Throw<InvalidCastException>(() => connection.Column<string>("SELECT true"));
    }

    [Fact]
    public void tells_null_from_values()
    {
        using var connection = InMemory.Open();
        using var command = connection.Command("SELECT i, CASE WHEN i % 2 = 0 THEN i END FROM range(3000) t(i)");
        using var reader = command.ExecuteReader();

        while (reader.Read())
        {
            var i = reader.GetInt64(0);
            reader.IsDBNull(1).ShouldBe(i % 2 != 0);
            reader.GetFieldValue<long?>(1).ShouldBe(i % 2 == 0 ? i : null);
            if (i == 1) Should.Throw<InvalidCastException>(() => reader.GetInt64(1)).Message.ShouldContain("null");
        }

        connection.Scalar("SELECT NULL").ShouldBe(DBNull.Value);
        connection.Scalar("SELECT NULL::VARCHAR").ShouldBe(DBNull.Value);
    }

    [Fact]
    public void agrees_with_duckdb_on_random_values_of_every_type()
    {
        using var connection = InMemory.Open();
        connection.Execute("SELECT setseed(0.42)");
        connection.Execute("""
            CREATE TABLE t AS SELECT
                (hash(i) % 256)::UTINYINT AS u8, (hash(i, 1) >> 32)::UINTEGER AS u32, hash(i, 2)::UBIGINT AS u64,
                (hash(i, 3)::HUGEINT * (hash(i, 4) % 1000000000)::HUGEINT) - 5000000000000000000000000000::HUGEINT AS i128,
                random() * 1e10 AS f64, (random() - 0.5)::FLOAT AS f32,
                ((hash(i, 5) % 2000000000)::BIGINT - 1000000000)::DECIMAL(18, 0) / 1000 AS ratio,
                (((hash(i, 5) % 2000000000)::BIGINT - 1000000000) / 1000)::DECIMAL(18, 3) AS dec,
                repeat(chr(97 + (hash(i, 6) % 26)::INTEGER), (hash(i, 7) % 30)::INTEGER) AS text,
                DATE '1900-01-01' + (hash(i, 8) % 100000)::INTEGER AS day,
                make_timestamp((hash(i, 9) % 4000000000000000)::BIGINT - 2000000000000000) AS ts,
                uuid() AS id, i % 7 = 0 AS flag
            FROM range(10000) r(i)
            """);
        using var command = connection.Command(
            "SELECT u8, u32, u64, i128, f64, f32, dec, text, day, ts, id, flag, COLUMNS('^(u8|u32|u64|i128|f64|f32|dec|text|day|id|flag)$')::VARCHAR, strftime(ts, '%Y-%m-%d %H:%M:%S.%f') FROM t");
        using var reader = command.ExecuteReader();
        var rows = 0;

        while (reader.Read())
        {
            rows++;
            reader.GetByte(0).ToString().ShouldBe(reader.GetString(12));
            reader.GetFieldValue<uint>(1).ToString().ShouldBe(reader.GetString(13));
            reader.GetFieldValue<ulong>(2).ToString().ShouldBe(reader.GetString(14));
            reader.GetFieldValue<BigInteger>(3).ToString().ShouldBe(reader.GetString(15));
            reader.GetDouble(4).ShouldBe(double.Parse(reader.GetString(16)));
            reader.GetFloat(5).ShouldBe(float.Parse(reader.GetString(17)));
            reader.GetDecimal(6).ShouldBe(decimal.Parse(reader.GetString(18)));
            reader.GetString(7).ShouldBe(reader.GetString(19));
            reader.GetFieldValue<DateOnly>(8).ToString("yyyy-MM-dd").ShouldBe(reader.GetString(20));
            reader.GetDateTime(9).ToString("yyyy-MM-dd HH:mm:ss.ffffff").ShouldBe(reader.GetString(23));
            reader.GetGuid(10).ToString().ShouldBe(reader.GetString(21));
            (reader.GetBoolean(11) ? "true" : "false").ShouldBe(reader.GetString(22));
        }

        rows.ShouldBe(10_000);
    }
}
