using MlOps.Analytics;
using MlOps.Contracts.Catalog.V1;
using MlOps.Features.Sources;

namespace MlOps.Features.Tests.Sources;

public sealed class TimestampExpressionTests
{
    private static readonly Column[] Columns =
    [
        new() { Name = "dteday", Type = "DATE" }, new() { Name = "hr", Type = "BIGINT" }, new() { Name = "seen", Type = "TIMESTAMP" },
        new() { Name = "Seen At", Type = "TIMESTAMP WITH TIME ZONE" }, new() { Name = "text", Type = "VARCHAR" },
    ];

    [Theory]
    [InlineData("seen")]
    [InlineData("SEEN")]
    [InlineData("Seen At")]
    [InlineData("dteday")]
    [InlineData("dteday + to_hours(hr)")]
    [InlineData("dteday + to_hours(hr) -- the hour begins")]
    [InlineData("CASE WHEN hr > 12 THEN seen ELSE CAST(dteday AS TIMESTAMP) END")]
    [InlineData("strptime(text, '%d.%m.%Y')")]
    [InlineData("date_trunc('hour', seen) + INTERVAL 1 HOUR")]
    [InlineData("make_timestamp(hr)")]
    [InlineData("COALESCE(seen, dteday)")]
    public async Task accepts_a_column_or_a_scalar_expression(string text) => (await CompileAsync(text)).Fault.ShouldBeNull();

    [Theory]
    [InlineData("", "is required")]
    [InlineData("seen\0", "U+0000")]
    [InlineData("strptime(E'\\x00', '%Y')", "is not a SQL expression")]
    [InlineData("hr", "must be a date or timestamp")]
    [InlineData("nowhere", "cannot be computed")]
    [InlineData("dteday +", "is not a SQL expression")]
    [InlineData("seen, dteday", "one scalar expression")]
    [InlineData("seen AS moment", "one scalar expression")]
    [InlineData("seen; SELECT 1", "one scalar expression")]
    [InlineData("seen; DROP TABLE spine", "is not a SQL expression")]
    [InlineData("seen FROM other", "one scalar expression")]
    [InlineData("seen UNION SELECT seen", "one scalar expression")]
    [InlineData("DISTINCT seen", "one scalar expression")]
    [InlineData("seen ORDER BY 1", "one scalar expression")]
    [InlineData("seen WHERE true", "one scalar expression")]
    [InlineData("(SELECT seen)", "subquery")]
    [InlineData("seen IN (SELECT seen)", "subquery")]
    [InlineData("max(seen)", "not max")]
    [InlineData("max(seen) OVER ()", "window")]
    [InlineData("$1", "parameter")]
    [InlineData("*", "star")]
    [InlineData("now()", "not now")]
    [InlineData("make_timestamp(CAST(random() * 10 AS BIGINT))", "not random")]
    [InlineData("strptime((SELECT content FROM read_text('/etc/hostname')), '%Y')", "subquery")]
    [InlineData("getenv('HOME')::TIMESTAMP", "not getenv")]
    [InlineData("current_setting('TimeZone')::TIMESTAMP", "not current_setting")]
    public async Task refuses_what_is_no_scalar_moment_of_the_row(string text, string reason) =>
        (await CompileAsync(text)).Fault.ShouldNotBeNull().ShouldContain(reason, Case.Insensitive);

    [Fact]
    public async Task uses_the_trees_own_text_so_that_comments_end_nothing() =>
        (await CompileAsync("dteday + to_hours(hr) -- )")).Sql.ShouldBe("((dteday + to_hours(hr)))");

    private static async Task<(string Sql, string? Fault)> CompileAsync(string text)
    {
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, [], CancellationToken.None);
        return TimestampExpression.Compile(database, text, Columns, CancellationToken.None);
    }
}
