using System.Text;
using DuckDB.NET.Data;

namespace MlOps.DuckDB.NET.Tests;

public sealed class FileFormatTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("mlops-duckdb-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void infers_the_schema_of_a_csv()
    {
        using var connection = InMemory.Open();
        var csv = Write("good.csv", "day,n,x,name\n2024-01-01,1,1.5,a\n2024-01-02,2,,b\n"u8);

        connection.Column<string>("SELECT column_type FROM (DESCRIBE SELECT * FROM read_csv(?))", csv).ShouldBe(["DATE", "BIGINT", "DOUBLE", "VARCHAR"]);
        connection.Scalar("SELECT count(x) || ' ' || max(n) FROM read_csv(?)", csv).ShouldBe("1 2");
    }

    [Fact]
    public void names_the_line_of_a_ragged_csv()
    {
        using var connection = InMemory.Open();
        var csv = Write("ragged.csv", "a,b\n1,2\n3,4\n5,6,7\n8,9\n"u8);

        Should.Throw<DuckDBException>(() => connection.Scalar("SELECT count(*) FROM read_csv(?, header = true, columns = {'a': 'INTEGER', 'b': 'INTEGER'}, auto_detect = false, delim = ',')", csv))
            .Message.ShouldContain("Line: 4");
    }

    [Fact]
    public void names_the_line_of_a_csv_in_another_encoding()
    {
        using var connection = InMemory.Open();
        var csv = Write("latin1.csv", Encoding.Latin1.GetBytes("a,b\n1,gut\n2,schön\n"));

        Should.Throw<DuckDBException>(() => connection.Execute("CREATE TABLE t AS SELECT * FROM read_csv(?)", csv))
            .Message.ShouldContain("Line: 3");
    }

    [Fact]
    public void keeps_stack_traces_of_internal_errors_to_itself()
    {
        using var connection = InMemory.Open();
        var csv = Write("latin1.csv", Encoding.Latin1.GetBytes("a,b\n1,gut\n2,schön\n"));

        // DuckDB 1.5 trips over its own message when the bad column is not the first and the others are not read.
        Should.Throw<DuckDBException>(() => connection.Scalar("SELECT max(b) FROM read_csv(?, header = true, columns = {'a': 'INTEGER', 'b': 'VARCHAR'}, auto_detect = false, delim = ',')", csv))
            .Message.ShouldNotContain("Stack Trace");
    }

    [Fact]
    public void a_parquet_file_keeps_types()
    {
        using var connection = InMemory.Open();
        var parquet = Path.Combine(directory, "t.parquet");
        connection.Execute($"COPY (SELECT i, i::DECIMAL(9, 2) / 4 AS d, [i] AS l, TIMESTAMP '2024-01-01' AS t FROM range(5000) r(i)) TO '{parquet}' (FORMAT parquet)");

        using var command = connection.Command($"SELECT count(*), max(l)[1], max(t) FROM '{parquet}'");
        using var reader = command.ExecuteReader();

        reader.Read().ShouldBeTrue();
        reader.GetInt64(0).ShouldBe(5000);
        reader.GetInt64(1).ShouldBe(4999);
        reader.GetDateTime(2).ShouldBe(new DateTime(2024, 1, 1));
    }

    [SkippableFact]
    public void reads_the_bike_sharing_data()
    {
        using var connection = InMemory.Open();
        var path = SharedData.Require("bike-sharing/hour.csv");

        connection.Scalar("SELECT count(*) || ' ' || sum(cnt) FROM read_csv(?)", path).ShouldBe("17379 3292679");
    }

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
