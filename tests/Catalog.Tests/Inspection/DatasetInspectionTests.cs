using System.Globalization;
using MlOps.Analytics;
using MlOps.Catalog.Inspection;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Catalog.Tests.Inspection;

public sealed class DatasetInspectionTests
{
    [Theory]
    [InlineData("1|-2|+3", "BIGINT")]
    [InlineData("0|10", "BIGINT")]
    [InlineData("1|2.5|1e3|-.5", "DOUBLE")]
    [InlineData("1.5|NaN|-inf", "DOUBLE")]
    [InlineData("007|010", "VARCHAR")]
    [InlineData("9223372036854775807", "BIGINT")]
    [InlineData("9223372036854775808", "VARCHAR")]
    [InlineData("true|False|TRUE", "BOOLEAN")]
    [InlineData("0|true", "VARCHAR")]
    [InlineData("2011-01-01|2012-02-29", "DATE")]
    [InlineData("2011-02-30", "VARCHAR")]
    [InlineData("2011-01-01|2011-01-01 05:00", "TIMESTAMP")]
    [InlineData("2011-01-01T05:00:00.25", "TIMESTAMP")]
    [InlineData("2011-01-01T05:00:00Z|2011-01-01 05:00:00+02:00", "TIMESTAMP WITH TIME ZONE")]
    [InlineData("ann|17", "VARCHAR")]
    [InlineData("|", "VARCHAR")]
    [InlineData("1||3", "BIGINT")]
    public async Task infers_a_columns_type_from_all_its_values(string values, string type)
    {
        var found = await InspectAsync("csv", "id,x\n" + string.Concat(values.Split('|').Select((v, i) => $"{i},{v}\n")));

        found.Columns[1].Type.ShouldBe(type);
        found.Columns[1].NullCount.ShouldBe(values.Split('|').Count(v => v.Length == 0));
    }

    [Fact]
    public async Task measures_every_column_exactly()
    {
        var found = await InspectAsync("csv", "n,s\n1,x\n2,y\n3,x\n4,\n,x\n");

        found.RowCount.ShouldBe(5);
        var n = found.Columns[0];
        (n.Count, n.NullCount, n.DistinctCount, n.Min, n.Max).ShouldBe((4, 1, 4, "1", "4"));
        (n.Mean, n.P25, n.P50, n.P75).ShouldBe((2.5, 1.75, 2.5, 3.25));
        n.StandardDeviation!.Value.ShouldBe(Math.Sqrt(1.25), 1e-12);
        var s = found.Columns[1];
        s.TopValues.ShouldBe([new FrequentValue("x", 3), new FrequentValue("y", 1)]);
        (s.Mean, s.Min, s.Max).ShouldBe((null, "x", "y"));
    }

    [Fact]
    public async Task reads_json_lines_with_nested_values()
    {
        var found = await InspectAsync("json", "{\"a\":1,\"b\":{\"c\":[1,2]}}\n{\"a\":2.5}\n");

        found.RowCount.ShouldBe(2);
        found.Columns.Select(c => (c.Name, c.Type)).ShouldBe([("a", "DOUBLE"), ("b", "STRUCT(c BIGINT[])")]);
    }

    [Fact]
    public async Task refuses_parquet_that_is_none_without_naming_paths_of_the_machine()
    {
        var fault = await Should.ThrowAsync<InvalidRequestException>(() => InspectAsync("parquet", "this is no parquet file at all"));

        fault.Message.ShouldContain("candidate");
        fault.Message.ShouldNotContain("/tmp");
    }

    [Theory]
    [InlineData("SELECT 'x' || chr(0) || 'y' AS a")]
    [InlineData("SELECT [{'b': 'x' || chr(0) || 'y'}] AS a")]
    [InlineData("SELECT * FROM read_json('{folder}/names.json')")]
    public async Task refuses_parquet_with_names_or_texts_that_neither_statements_nor_the_event_store_can_hold(string query)
    {
        using var folder = new WorkFolder();
        await File.WriteAllTextAsync(folder.File("names.json"), """{"x\u0000y": 1}""");
        using (var database = await AnalyticsDatabase.OpenAsync(folder, [], CancellationToken.None))
            database.Execute($"COPY ({query.Replace("{folder}", folder.Path)}) TO {Sql.Text(folder.File("content"))} (FORMAT parquet)", CancellationToken.None);

        var candidate = new CandidateFile("candidate", folder.File("content"), "parquet");
        (await Should.ThrowAsync<InvalidRequestException>(() => DatasetInspection.InspectAsync([candidate], CancellationToken.None))).Message.ShouldContain("U+0000");
    }

    [Fact]
    public async Task keeps_rows_apart_that_only_quotes_hold_together()
    {
        var rows = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i},\"line one\nline \"\"two\"\", {i}\"\n"));

        var found = await InspectAsync("csv", "id,text\n" + rows);

        found.RowCount.ShouldBe(50_000);
        found.Columns[1].DistinctCount.ShouldBe(50_000);
    }

    [SkippableFact]
    public async Task infers_the_bike_sharing_hours()
    {
        var path = SharedData.Require("bike-sharing/hour.csv");

        var found = await DatasetInspection.InspectAsync([new CandidateFile("hour.csv", path, "csv")], CancellationToken.None);

        found.RowCount.ShouldBe(17_379);
        found.Columns.Single(c => c.Name == "dteday").Type.ShouldBe("DATE");
        found.Columns.Single(c => c.Name == "temp").Type.ShouldBe("DOUBLE");
        found.Columns.Where(c => c.Name is "instant" or "hr" or "cnt").ShouldAllBe(c => c.Type == "BIGINT" && c.NullCount == 0);
        found.Columns.Single(c => c.Name == "cnt").Max.ShouldBe(977.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<InspectedDataset> InspectAsync(string format, string content)
    {
        using var folder = new WorkFolder();
        var path = folder.File("content");
        await File.WriteAllTextAsync(path, content);
        return await DatasetInspection.InspectAsync([new CandidateFile("candidate", path, format)], CancellationToken.None);
    }
}
