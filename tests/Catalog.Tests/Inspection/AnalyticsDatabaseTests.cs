using DuckDB.NET.Data;
using MlOps.ServiceDefaults.Datasets;

namespace MlOps.Catalog.Tests.Inspection;

public sealed class AnalyticsDatabaseTests
{
    [Theory]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("SELECT * FROM read_csv('{folder}/../outside.csv')")]
    [InlineData("SELECT * FROM glob('/etc/*')")]
    [InlineData("COPY (SELECT 1) TO '/tmp/mlops-outside.csv'")]
    [InlineData("ATTACH '/tmp/mlops-outside.db' AS other")]
    [InlineData("INSTALL httpfs")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET memory_limit = '100GB'")]
    [InlineData("RESET allowed_paths")]
    public async Task reaches_nothing_but_what_it_was_given(string statement)
    {
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, [], CancellationToken.None);

        Should.Throw<DuckDBException>(() => database.Execute(statement.Replace("{folder}", folder.Path, StringComparison.Ordinal), CancellationToken.None));
    }

    [Fact]
    public async Task reads_the_files_it_was_given_and_writes_into_its_folder()
    {
        using var outside = new WorkFolder();
        using var folder = new WorkFolder();
        await File.WriteAllTextAsync(outside.File("given"), "a\n1\n");
        using var database = await AnalyticsDatabase.OpenAsync(folder, [outside.File("given")], CancellationToken.None);

        database.Query($"SELECT a FROM read_csv({Sql.Text(outside.File("given"))})", row => row.GetInt64(0), CancellationToken.None).ShouldBe([1]);
        database.Execute($"COPY (SELECT 1) TO {Sql.Text(folder.File("out.parquet"))} (FORMAT parquet)", CancellationToken.None);
        File.Exists(folder.File("out.parquet")).ShouldBeTrue();
    }
}
