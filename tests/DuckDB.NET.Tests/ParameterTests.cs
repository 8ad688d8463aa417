using System.Numerics;
using DuckDB.NET.Data;

namespace MlOps.DuckDB.NET.Tests;

public sealed class ParameterTests
{
    public static TheoryData<object, string, string> Values => new()
    {
        { true, "BOOLEAN", "true" },
        { (sbyte)-1, "TINYINT", "-1" },
        { byte.MaxValue, "UTINYINT", "255" },
        { short.MinValue, "SMALLINT", "-32768" },
        { ushort.MaxValue, "USMALLINT", "65535" },
        { int.MinValue, "INTEGER", "-2147483648" },
        { uint.MaxValue, "UINTEGER", "4294967295" },
        { long.MinValue, "BIGINT", "-9223372036854775808" },
        { ulong.MaxValue, "UBIGINT", "18446744073709551615" },
        { BigInteger.Pow(-2, 127), "HUGEINT", "-170141183460469231731687303715884105728" },
        { BigInteger.Pow(2, 127) - 1, "HUGEINT", "170141183460469231731687303715884105727" },
        { BigInteger.Pow(2, 128) - 1, "UHUGEINT", "340282366920938463463374607431768211455" },
        { 1.25f, "FLOAT", "1.25" },
        { -0.1, "DOUBLE", "-0.1" },
        { 0.001m, "DECIMAL(10,3)", "0.001" },
        { -79228162514264337593543950335m, "DECIMAL(38,0)", "-79228162514264337593543950335" },
        { 12.50m, "DECIMAL(10,4)", "12.5000" },
        { "O'Neill \0 🦆", "VARCHAR", "O'Neill \0 🦆" },
        { "", "VARCHAR", "" },
        { new Guid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), "UUID", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6" },
        { new byte[] { 0, 1, 255 }, "BLOB", @"\x00\x01\xFF" },
        { new DateTime(1969, 12, 31, 23, 59, 59).AddTicks(9_999_990), "TIMESTAMP", "1969-12-31 23:59:59.999999" },
        { new DateTime(1969, 12, 31, 23, 59, 59), "TIMESTAMP_S", "1969-12-31 23:59:59" },
        { new DateTime(2024, 1, 1, 0, 0, 0, 5), "TIMESTAMP_MS", "2024-01-01 00:00:00.005" },
        { new DateTime(2024, 1, 2), "DATE", "2024-01-02" },
        { new DateOnly(1900, 1, 1), "DATE", "1900-01-01" },
        { new TimeOnly(1, 2, 3, 4), "TIME", "01:02:03.004" },
        { new TimeSpan(1, 2, 3, 4), "INTERVAL", "1 day 02:03:04" },
        { new TimeSpan(0, -2, 0, 0), "INTERVAL", "-02:00:00" },
        { 7, "VARCHAR", "7" },
        { "7", "INTEGER", "7" },
        { 5L, "DOUBLE", "5.0" },
    };

    /// <summary>Values whose type the statement must make known, which one cast within another does not.</summary>
    public static TheoryData<object, string, string> TypedValues => new()
    {
        { new List<int> { 1, 2 }, "INTEGER[]", "[1, 2]" },
        { new[] { "a", null, "c" }, "VARCHAR[]", "[a, NULL, c]" },
        { new[] { 1.5, 2.5 }, "DOUBLE[2]", "[1.5, 2.5]" },
        { new DateTime(2024, 1, 1).AddTicks(1), "TIMESTAMP_NS", "2024-01-01 00:00:00.0000001" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void duckdb_prints_what_was_given(object value, string type, string text)
    {
        using var connection = InMemory.Open();

        connection.Scalar($"SELECT (?::{type})::VARCHAR", value).ShouldBe(text);
    }

    [Theory]
    [MemberData(nameof(Values))]
    [MemberData(nameof(TypedValues))]
    public void duckdb_stores_what_was_given(object value, string type, string text)
    {
        using var connection = InMemory.Open();
        connection.Execute($"CREATE TABLE t (x {type})");

        connection.Execute("INSERT INTO t VALUES (?)", value);

        connection.Scalar("SELECT x::VARCHAR FROM t").ShouldBe(text);
    }

    [Fact]
    public void keeps_the_moment_of_a_date_with_offset()
    {
        using var connection = InMemory.Open();

        connection.Scalar("SELECT epoch_us(?::TIMESTAMPTZ)", new DateTimeOffset(1970, 1, 1, 2, 0, 1, TimeSpan.FromHours(2))).ShouldBe(1_000_000L);
    }

    [Fact]
    public void binds_by_position_and_by_name()
    {
        using var connection = InMemory.Open();
        connection.Scalar("SELECT $2 || $1 || $2", "a", "b").ShouldBe("bab");

        using var command = connection.CreateCommand();
        command.CommandText = "SELECT $low::INTEGER + $high::INTEGER";
        command.Parameters.Add(new DuckDBParameter("high", 20));
        command.Parameters.Add(new DuckDBParameter("low", 3));

        command.ExecuteScalar().ShouldBe(23);
        command.Parameters["low"].Value = 4;
        command.ExecuteScalar().ShouldBe(24);
    }

    [Fact]
    public void binds_null()
    {
        using var connection = InMemory.Open();

        connection.Scalar("SELECT ?::INTEGER IS NULL", new object?[] { null }).ShouldBe(true);
        connection.Scalar("SELECT ?::INTEGER IS NULL", DBNull.Value).ShouldBe(true);
    }

    [Fact]
    public void gives_each_statement_of_a_command_the_names_that_it_has()
    {
        using var connection = InMemory.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE t (a INTEGER, b VARCHAR); INSERT INTO t VALUES ($a, 'x'); UPDATE t SET b = $b";
        command.Parameters.Add(new DuckDBParameter("a", 1));
        command.Parameters.Add(new DuckDBParameter("b", "y"));

        command.ExecuteNonQuery();

        connection.Scalar("SELECT a || b FROM t").ShouldBe("1y");
    }

    [Fact]
    public void refuses_too_few_parameters()
    {
        using var connection = InMemory.Open();

        Should.Throw<InvalidOperationException>(() => connection.Scalar("SELECT ? + ?", 1)).Message.ShouldContain("Expected 2, got 1");
    }

    [Fact]
    public void refuses_a_list_of_unknown_type()
    {
        using var connection = InMemory.Open();

        Should.Throw<InvalidOperationException>(() => connection.Scalar("SELECT (?::INTEGER[])::VARCHAR", new List<int> { 1 })).Message.ShouldContain("INSERT");
    }

    [Fact]
    public void tells_why_a_value_cannot_be_converted()
    {
        using var connection = InMemory.Open();

        Should.Throw<DuckDBException>(() => connection.Scalar("SELECT ?::INTEGER", "seven")).Message.ShouldContain("seven");
    }

    [Fact]
    public void numbers_survive_the_way_there_and_back()
    {
        using var connection = InMemory.Open();
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var number = new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(10));
            connection.Scalar("SELECT ?::DECIMAL(38, 9)", number).ShouldBe(number);
            var real = BitConverter.Int64BitsToDouble(random.NextInt64());
            connection.Scalar("SELECT ?::DOUBLE", real).ShouldBe(real);
            var id = new Guid(random.Next(), (short)i, 3, BitConverter.GetBytes(random.NextInt64()));
            connection.Scalar("SELECT ?::UUID", id).ShouldBe(id);
            var time = DateTime.MinValue.AddMicroseconds(random.NextInt64(DateTime.MaxValue.Ticks / 10));
            connection.Scalar("SELECT ?::TIMESTAMP", time).ShouldBe(time);
        }
    }
}
