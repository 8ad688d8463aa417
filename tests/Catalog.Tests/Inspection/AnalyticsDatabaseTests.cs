using System.Globalization;
using DuckDB.NET.Data;
using MlOps.Analytics;
using MlOps.ServiceDefaults.Errors;

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

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(0.1)]
    [InlineData(-0.0)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData("")]
    [InlineData("it's \"quoted\" \\ \n Grüße \ud83d\ude00")]
    [InlineData(true)]
    public async Task values_survive_a_file_exactly(object value)
    {
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, [], CancellationToken.None);
        var literal = value switch
        {
            string text => Sql.Text(text),
            double number => $"'{number.ToString("R", CultureInfo.InvariantCulture).Replace("∞", "Infinity")}'::DOUBLE",
            _ => $"{value}",
        };

        database.Execute($"COPY (SELECT {literal} AS value) TO {Sql.Text(folder.File("out.parquet"))} (FORMAT parquet)", CancellationToken.None);
        var read = database.Query($"SELECT value FROM read_parquet({Sql.Text(folder.File("out.parquet"))})", row => row.GetValue(0), CancellationToken.None).Single();

        read.ShouldBe(value);
        if (value is 0.0) double.IsNegative((double)read).ShouldBe(double.IsNegative((double)value));
    }

    [Fact]
    public async Task a_statement_is_never_cut_short()
    {
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, [], CancellationToken.None);

        Should.Throw<InvalidRequestException>(() => database.Query("SELECT 1\0 WHERE false", row => row.GetInt32(0), CancellationToken.None));
    }

    [Fact]
    public async Task work_ends_when_it_is_cancelled()
    {
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, [], CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        var rows = 0;

        Should.Throw<OperationCanceledException>(() => database.Query("SELECT * FROM range(1000000000000)", _ =>
        {
            if (++rows == 10_000) cancellation.Cancel();
            return 0;
        }, cancellation.Token));

        rows.ShouldBeLessThan(10_000_000);
        database.Query("SELECT 1", row => row.GetInt32(0), CancellationToken.None).ShouldBe([1]);
    }

    [Fact]
    public async Task work_that_needs_too_much_memory_is_refused()
    {
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, [], CancellationToken.None);

        Should.Throw<LimitExceededException>(() => database.Query("SELECT length(string_agg(repeat('x', 1000), '')) FROM range(2000000)", row => row.GetInt64(0), CancellationToken.None))
            .Limit.ShouldBe("memory");
    }
}
