using DuckDB.NET.Data;

namespace MlOps.DuckDB.NET.Tests;

public sealed class ConnectionTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("mlops-duckdb-").FullName;

    private string File => Path.Combine(directory, "test.duckdb");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task many_readers_share_one_in_memory_database()
    {
        using var connection = InMemory.Open();
        connection.Execute("CREATE TABLE t AS SELECT i FROM range(100000) r(i)");

        var sums = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var reader = connection.Duplicate();
            reader.Open();
            return reader.Column<long>("SELECT i FROM t").Sum();
        })));

        sums.ShouldAllBe(sum => sum == 4_999_950_000);
    }

    [Fact]
    public void a_duplicate_outlives_its_original()
    {
        var connection = InMemory.Open();
        connection.Execute("CREATE TABLE t AS SELECT 1 AS i");
        using var duplicate = connection.Duplicate();
        duplicate.Open();

        connection.Dispose();

        duplicate.Scalar("SELECT i FROM t").ShouldBe(1);
    }

    [Fact]
    public void in_memory_databases_are_separate_unless_shared()
    {
        using var one = InMemory.Open();
        using var other = InMemory.Open();
        one.Execute("CREATE TABLE t (i INTEGER)");

        Should.Throw<DuckDBException>(() => other.Execute("SELECT * FROM t"));
    }

    [Fact]
    public void a_file_keeps_its_tables()
    {
        using (var connection = new DuckDBConnection($"Data Source={File}"))
        {
            connection.Open();
            connection.Execute("CREATE TABLE t AS SELECT 7 AS i");
        }

        using var again = new DuckDBConnection($"DataSource={File};access_mode=READ_ONLY");
        again.Open();
        again.Scalar("SELECT i FROM t").ShouldBe(7);
        Should.Throw<DuckDBException>(() => again.Execute("INSERT INTO t VALUES (8)")).Message.ShouldContain("read-only");
    }

    [Fact]
    public void connections_to_one_file_share_the_database()
    {
        using var writer = new DuckDBConnection($"DataSource={File}");
        using var reader = new DuckDBConnection($"DataSource={File}");
        writer.Open();
        reader.Open();

        writer.Execute("CREATE TABLE t AS SELECT 7 AS i");

        reader.Scalar("SELECT i FROM t").ShouldBe(7);
        Should.Throw<NotSupportedException>(reader.Duplicate);
    }

    [Fact]
    public void options_of_the_connection_string_reach_the_database()
    {
        using var connection = InMemory.Open("memory_limit=123MiB;threads=3");

        connection.Scalar("SELECT current_setting('memory_limit')").ShouldBe("123.0 MiB");
        connection.Scalar("SELECT current_setting('threads')::INTEGER").ShouldBe(3);
    }

    [Fact]
    public void a_query_beyond_the_memory_limit_fails_with_the_reason()
    {
        using var connection = InMemory.Open("memory_limit=20MB;threads=1");
        connection.Execute("SET temp_directory = ''");

        Should.Throw<DuckDBException>(() => connection.Scalar("SELECT count(*) FROM (SELECT DISTINCT hash(i), repeat('x', 100) || i FROM range(3000000) t(i))"))
            .Message.ShouldContain("emory");
    }

    [Theory]
    [InlineData("DataSource=:memory:;colour=red", "colour")]
    [InlineData("threads=2", "data source")]
    public void refuses_a_connection_string_that_makes_no_sense(string connectionString, string told)
    {
        using var connection = new DuckDBConnection(connectionString);

        Should.Throw<InvalidOperationException>(connection.Open).Message.ShouldContain(told);
    }

    [Fact]
    public void tells_why_a_database_cannot_be_opened()
    {
        System.IO.File.WriteAllText(File, new string('x', 10_000));
        using var connection = new DuckDBConnection($"DataSource={File}");

        Should.Throw<DuckDBException>(connection.Open).Message.ShouldContain("not a valid DuckDB database");
        connection.State.ShouldBe(System.Data.ConnectionState.Closed);
    }

    [Fact]
    public void opens_and_closes_in_order()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();

        Should.Throw<InvalidOperationException>(connection.Open);
        connection.Close();
        Should.Throw<InvalidOperationException>(connection.Close);
        connection.Open();
        connection.Scalar("SELECT 1").ShouldBe(1);
        connection.ServerVersion.ShouldStartWith("v1.");
    }
}
