using MlOps.Runtime;

namespace MlOps.XGBoost.Tests.Runtime;

public sealed class ReferenceProfileTests
{
    [Fact]
    public void bins_a_numeric_column_at_its_deciles()
    {
        var values = Enumerable.Range(1, 10_000).Select(i => (float)i).Reverse().ToArray();

        var profile = ColumnProfile.Compute("x", values);

        profile.Kind.ShouldBe(ColumnKind.Numeric);
        profile.Bins.Count.ShouldBe(9);
        profile.BinCounts.Sum().ShouldBe(10_000);
        profile.BinCounts.ShouldAllBe(count => Math.Abs(count - 1000) <= 1);
        (profile.Mean, profile.Min, profile.Max).ShouldBe((5000.5, 1, 10_000));
        profile.Std.ShouldBe(Math.Sqrt((10_000.0 * 10_000 - 1) / 12), 1e-6);
        profile.Quantiles.Count.ShouldBe(1000);
        profile.Quantiles.ShouldBeInOrder();
        profile.BinOf(-1e9f).ShouldBe(0);
        profile.BinOf(1e9f).ShouldBe(9);
        profile.BinOf(profile.Bins[3]).ShouldBe(3);
    }

    [Fact]
    public void takes_few_distinct_values_as_categories()
    {
        var profile = ColumnProfile.Compute("x", [2, 1, 2, float.NaN, 7, float.PositiveInfinity]);

        profile.Kind.ShouldBe(ColumnKind.Categorical);
        profile.Bins.ShouldBe([1, 2, 7]);
        profile.BinCounts.ShouldBe([1, 2, 1, 0]);
        (profile.Count, profile.Missing).ShouldBe((4, 2));
        profile.BinOf(3).ShouldBe(3);
        profile.BinOf(8).ShouldBe(3);
        profile.BinOf(float.NaN).ShouldBe(-1);
    }

    [Fact]
    public void gives_a_repeated_decile_one_edge()
    {
        var values = Enumerable.Repeat(0f, 900).Concat(Enumerable.Range(1, 100).Select(i => (float)i)).ToArray();

        var profile = ColumnProfile.Compute("x", values);

        profile.Bins.ShouldBe([0, 1]);
        profile.BinCounts.ShouldBe([900, 1, 99]);
    }

    [Fact]
    public void profiles_a_column_without_values()
    {
        var profile = ColumnProfile.Compute("x", [float.NaN]);

        (profile.Count, profile.Missing, profile.Mean).ShouldBe((0, 1, 0));
        profile.BinCounts.ShouldBe([0]);
    }

    [Fact]
    public void survives_json_and_is_deterministic()
    {
        var random = new Random(1);
        var matrix = Enumerable.Range(0, 3000).Select(i => i % 3 == 0 ? random.Next(4) : (float)random.NextDouble()).ToArray();

        var profile = ReferenceProfile.Compute(["a", "b", "c"], matrix, 1000);

        ReferenceProfile.FromJson(profile.ToJson()).ToJson().ShouldBe(ReferenceProfile.Compute(["a", "b", "c"], matrix, 1000).ToJson());
        profile.Features.Select(f => f.Kind).ShouldBe([ColumnKind.Categorical, ColumnKind.Numeric, ColumnKind.Numeric]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"rows":1,"features":[null]}""")]
    [InlineData("""{"rows":1,"features":[{"name":"x","kind":"numeric","count":1,"missing":0,"mean":1,"std":0,"min":1,"max":1,"bins":[1],"binCounts":[1],"quantiles":[1]}]}""")]
    public void refuses_json_that_is_no_profile(string json) =>
        Should.Throw<InvalidModelException>(() => ReferenceProfile.FromJson(json));
}
