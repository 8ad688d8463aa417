using MlOps.Analytics;
using MlOps.Experiments.Tests.Tracking;
using MlOps.Experiments.Training;

namespace MlOps.Experiments.Tests.Training;

public class TrainingSetTests
{
    [Fact]
    public async Task orders_the_rows_by_time_and_splits_them()
    {
        var set = await ReadAsync(
            "dteday,temp,hum,cnt\n2026-01-03,3,30,300\n2026-01-01,1,10,100\n2026-01-05,5,50,500\n2026-01-02,2,20,200\n2026-01-04,4,,400\n");

        set.Train.Labels.ToArray().ShouldBe([100, 200, 300, 400]);
        set.HeldOut.Labels.ToArray().ShouldBe([500]);
        set.Train.Features.ToArray()[..6].ShouldBe([1, 10, 2, 20, 3, 30]);
        set.HeldOut.Features.ToArray().ShouldBe([5, 50]);
    }

    [Fact]
    public async Task a_missing_feature_is_not_a_number() =>
        (await ReadAsync("dteday,temp,hum,cnt\n2026-01-01,1,,100\n2026-01-02,2,20,200\n")).Train.Features.ToArray()
            .ShouldBe([1, float.NaN]);

    [Fact]
    public async Task rows_of_equal_time_keep_their_order()
    {
        var rows = string.Concat(Enumerable.Range(0, 5000).Select(i => $"2026-01-01,{i},1,{i}\n"));

        (await ReadAsync($"dteday,temp,hum,cnt\n{rows}")).Train.Labels.ToArray().ShouldBe(Enumerable.Range(0, 4000).Select(i => (float)i));
    }

    [Fact]
    public async Task refuses_a_missing_label() =>
        (await Should.ThrowAsync<TrainingSetException>(() => ReadAsync("dteday,temp,hum,cnt\n2026-01-01,1,10,100\n2026-01-02,2,20,\n")))
            .Message.ShouldContain("row 2");

    [Fact]
    public async Task refuses_a_split_that_leaves_a_part_empty() =>
        (await Should.ThrowAsync<TrainingSetException>(() => ReadAsync("dteday,temp,hum,cnt\n2026-01-01,1,10,100\n")))
            .Message.ShouldContain("leaves 0 to learn from");

    private static async Task<TrainingSet> ReadAsync(string csv)
    {
        using var folder = new WorkFolder();
        var path = folder.File("it's data");
        await File.WriteAllTextAsync(path, csv);
        return await TrainingSet.ReadAsync(Given.Plan, Given.Files, [path], folder, CancellationToken.None);
    }
}
