using System.Numerics;
using DuckDB.NET.Data;

namespace MlOps.DuckDB.NET.Tests;

public sealed class AppenderTests
{
    [Fact]
    public void appends_every_type()
    {
        using var connection = InMemory.Open();
        connection.Execute("""
            CREATE TABLE t (
                b BOOLEAN, i8 TINYINT, i16 SMALLINT, i32 INTEGER, i64 BIGINT, u8 UTINYINT, u16 USMALLINT, u32 UINTEGER, u64 UBIGINT,
                i128 HUGEINT, f32 FLOAT, f64 DOUBLE, dec DECIMAL(12, 4), s VARCHAR, bytes BLOB, id UUID, d DATE, tm TIME, ts TIMESTAMP,
                tz TIMESTAMPTZ, iv INTERVAL, list DOUBLE[], arr INTEGER[2], n INTEGER, def INTEGER DEFAULT 42)
            """);
        var moment = new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.FromHours(-3));
        using (var appender = connection.CreateAppender("t"))
        {
            var row = (DuckDBAppenderRow)appender.CreateRow();
            row.AppendValue(true).AppendValue((sbyte)-1).AppendValue((short)-2).AppendValue(-3).AppendValue(-4L)
                .AppendValue((byte)1).AppendValue((ushort)2).AppendValue(3u).AppendValue(4ul).AppendValue(BigInteger.Pow(10, 30))
                .AppendValue(1.5f).AppendValue(2.5).AppendValue(12.3456m).AppendValue("text").AppendValue(new byte[] { 1, 2 })
                .AppendValue(Guid.Empty);
            row.AppendValue((DateOnly?)new DateOnly(2024, 1, 2));
            row.AppendValue((TimeOnly?)new TimeOnly(3, 4, 5));
            row.AppendValue(new DateTime(2024, 1, 2, 3, 4, 5))
                .AppendValue(moment).AppendValue(TimeSpan.FromHours(30)).AppendValue([1.5, 2.5]).AppendValue(new List<int> { 7, 8 })
                .AppendNullValue().AppendDefault()
                .EndRow();
        }

        using var command = connection.Command("SELECT * FROM t");
        using var reader = command.ExecuteReader();
        reader.Read().ShouldBeTrue();
        Enumerable.Range(0, 14).Select(reader.GetValue).ShouldBe(
            [true, (sbyte)-1, (short)-2, -3, -4L, (byte)1, (ushort)2, 3u, 4ul, BigInteger.Pow(10, 30), 1.5f, 2.5, 12.3456m, "text"]);
        reader.GetStream(14).Length.ShouldBe(2);
        reader.GetGuid(15).ShouldBe(Guid.Empty);
        reader.GetValue(16).ShouldBe(new DateOnly(2024, 1, 2));
        reader.GetValue(17).ShouldBe(new TimeOnly(3, 4, 5));
        reader.GetDateTime(18).ShouldBe(new DateTime(2024, 1, 2, 3, 4, 5));
        reader.GetFieldValue<DateTimeOffset>(19).ShouldBe(moment);
        reader.GetValue(20).ShouldBe(TimeSpan.FromHours(30));
        reader.GetValue(21).ShouldBe(new List<double> { 1.5, 2.5 });
        reader.GetValue(22).ShouldBe(new List<int> { 7, 8 });
        reader.IsDBNull(23).ShouldBeTrue();
        reader.GetInt32(24).ShouldBe(42);
    }

    [Fact]
    public void appends_many_rows()
    {
        using var connection = InMemory.Open();
        connection.Execute("CREATE TABLE t (i BIGINT, s VARCHAR)");
        using (var appender = connection.CreateAppender("main", "t"))
        {
            for (var i = 0; i < 100_000; i++) appender.CreateRow().AppendValue(i).AppendValue(i % 3 == 0 ? null : $"row {i}").EndRow();
        }

        connection.Scalar("SELECT count(*) || ' ' || sum(i) || ' ' || count(s) FROM t WHERE s IS NULL OR s = 'row ' || i").ShouldBe("100000 4999950000 66666");
    }

    [Fact]
    public void refuses_rows_that_are_too_short_or_too_long()
    {
        using var connection = InMemory.Open();
        connection.Execute("CREATE TABLE t (a INTEGER, b INTEGER)");
        var appender = connection.CreateAppender("t");
        var row = appender.CreateRow().AppendValue(1);

        Should.Throw<InvalidOperationException>(row.EndRow).Message.ShouldContain("2 columns");
        Should.Throw<IndexOutOfRangeException>(() => row.AppendValue(2).AppendValue(3)).Message.ShouldContain("column 3");
        row.EndRow();
        appender.Dispose();

        connection.Scalar("SELECT count(*) FROM t").ShouldBe(1L);
        Should.Throw<InvalidOperationException>(appender.CreateRow);
    }

    [Fact]
    public void tells_what_a_constraint_refused()
    {
        using var connection = InMemory.Open();
        connection.Execute("CREATE TABLE t (a INTEGER PRIMARY KEY)");
        var appender = connection.CreateAppender("t");
        appender.CreateRow().AppendValue(1).EndRow();
        appender.CreateRow().AppendValue(1).EndRow();

        Should.Throw<DuckDBException>(appender.Close).Message.ShouldContain("uplicate key");
        connection.Scalar("SELECT count(*) FROM t").ShouldBe(0L);
    }

    [Fact]
    public void refuses_a_table_that_is_not_there()
    {
        using var connection = InMemory.Open();

        Should.Throw<DuckDBException>(() => connection.CreateAppender("nothing")).Message.ShouldContain("nothing");
    }

    [Fact]
    public void refuses_a_number_that_does_not_fit()
    {
        using var connection = InMemory.Open();
        connection.Execute("CREATE TABLE t (a TINYINT)");
        var appender = connection.CreateAppender("t");

        Should.Throw<Exception>(() => appender.CreateRow().AppendValue(300));
    }
}
