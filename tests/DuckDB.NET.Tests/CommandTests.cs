using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace MlOps.DuckDB.NET.Tests;

public sealed class CommandTests
{
    [Fact]
    public void counts_the_rows_that_changed()
    {
        using var connection = InMemory.Open();

        connection.Execute("CREATE TABLE t (i INTEGER); INSERT INTO t SELECT * FROM range(10); UPDATE t SET i = i + 1 WHERE i < 5").ShouldBe(15);
        connection.Execute("DELETE FROM t").ShouldBe(10);
    }

    [Fact]
    public void reads_one_result_after_the_other()
    {
        using var connection = InMemory.Open();
        using var command = connection.Command("CREATE TABLE t (i INTEGER); SELECT 1 AS a; INSERT INTO t VALUES (7); SELECT i AS b, 'x' AS c FROM t");
        using var reader = command.ExecuteReader();

        reader.GetName(0).ShouldBe("a");
        reader.Read().ShouldBeTrue();
        reader.GetInt32(0).ShouldBe(1);
        reader.Read().ShouldBeFalse();
        reader.NextResult().ShouldBeTrue();
        reader.FieldCount.ShouldBe(2);
        reader.Read().ShouldBeTrue();
        reader["c"].ShouldBe("x");
        reader[0].ShouldBe(7);
        reader.NextResult().ShouldBeFalse();
    }

    [Fact]
    public void reads_an_empty_result()
    {
        using var connection = InMemory.Open();
        using var command = connection.Command("SELECT 1 AS a, 'x' AS b WHERE false");
        using var reader = command.ExecuteReader();

        reader.HasRows.ShouldBeFalse();
        (reader.FieldCount, reader.GetName(1), reader.GetDataTypeName(1)).ShouldBe((2, "b", "Varchar"));
        reader.Read().ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => reader.GetInt32(0)).Message.ShouldContain("No row");
        connection.Scalar("SELECT 1 WHERE false").ShouldBeNull();
    }

    [Fact]
    public void refuses_a_column_that_is_not_there()
    {
        using var connection = InMemory.Open();
        using var command = connection.Command("SELECT 1 AS a");
        using var reader = command.ExecuteReader();
        reader.Read();

        Should.Throw<DuckDBException>(() => reader["b"]).Message.ShouldContain("b");
        Should.Throw<IndexOutOfRangeException>(() => reader.GetInt32(1));
    }

    [Theory]
    [InlineData("SELEC 1", "syntax error")]
    [InlineData("SELECT * FROM nothing", "nothing")]
    [InlineData("SELECT 'x'::INTEGER", "'x'")]
    [InlineData("SELECT error('my own words')", "my own words")]
    public void tells_in_duckdbs_words_what_is_wrong(string sql, string told)
    {
        using var connection = InMemory.Open();

        Should.Throw<DuckDBException>(() => connection.Execute(sql)).Message.ShouldContain(told);
        connection.Scalar("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public void names_the_kind_of_an_error()
    {
        using var connection = InMemory.Open();
        connection.Execute("CREATE TABLE t (i INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)");

        Should.Throw<DuckDBException>(() => connection.Execute("INSERT INTO t VALUES (1)")).ErrorType.ShouldBe(DuckDBErrorType.Constraint);
    }

    [Fact]
    public void streams_rows_without_computing_them_all()
    {
        using var connection = InMemory.Open();
        using var command = connection.Command("SELECT i FROM range(100000000000) t(i)");
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();

        for (var i = 0L; i < 10_000; i++)
        {
            reader.Read().ShouldBeTrue();
            reader.GetInt64(0).ShouldBe(i);
        }
    }

    [Fact]
    public void tells_an_error_that_comes_while_streaming()
    {
        using var connection = InMemory.Open();
        using var command = connection.Command("SELECT CASE WHEN i = 500000 THEN error('too far') ELSE i END FROM range(1000000) t(i)");
        command.UseStreamingMode = true;

        Should.Throw<DuckDBException>(() =>
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
            }
        }).Message.ShouldContain("too far");
    }

    [Fact]
    public void commits_and_rolls_back()
    {
        using var connection = InMemory.Open();
        connection.Execute("CREATE TABLE t (i INTEGER)");
        using (var transaction = connection.BeginTransaction())
        {
            connection.Execute("INSERT INTO t VALUES (1)");
            Should.Throw<InvalidOperationException>(connection.BeginTransaction);
            transaction.Commit();
        }

        using (connection.BeginTransaction()) connection.Execute("INSERT INTO t VALUES (2)");

        connection.Column<int>("SELECT i FROM t").ShouldBe([1]);
    }

    [Fact]
    public void needs_an_open_connection()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");

        Should.Throw<InvalidOperationException>(() => connection.Scalar("SELECT 1"));
        Should.Throw<InvalidOperationException>(() => connection.CreateAppender("t"));
        Should.Throw<InvalidOperationException>(() => new DuckDBCommand("SELECT 1").ExecuteNonQuery());
    }
}
