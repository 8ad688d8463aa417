namespace MlOps.Features.Tests.TrainingSets;

public sealed class PointInTimeJoinTests
{
    // The engine has one join for spines of up to 64 rows and another for larger ones.
    [Theory]
    [InlineData(60, 80, 1, 20)]
    [InlineData(200, 150, 21, 15)]
    public async Task agrees_with_brute_force_on_ties_nulls_colliding_keys_and_ttl_edges(int spineRows, int featureRows, int firstSeed, int seeds)
    {
        var matched = 0;
        foreach (var seed in Enumerable.Range(firstSeed, seeds))
        {
            var generated = new GeneratedJoin(seed, spineRows, featureRows);

            var (rows, _) = await generated.JoinAsync();

            rows.ShouldBe(generated.Expected(), $"seed {seed}");
            matched += rows.Count(r => r.Both is not null) + rows.Count(r => r.Number is not null);
        }

        // The cases are worth something only if many rows find a match and many do not.
        matched.ShouldBeInRange(spineRows * seeds / 3, spineRows * seeds * 4 / 3);
    }

    [Fact]
    public async Task agrees_with_brute_force_beyond_one_vector_of_the_engine()
    {
        var generated = new GeneratedJoin(seed: 3, spineRows: 12_000, featureRows: 9_000, minutes: 3_000);

        var (rows, _) = await generated.JoinAsync();

        rows.Count.ShouldBe(12_000);
        rows.Zip(generated.Expected()).Where(pair => pair.First != pair.Second).ShouldBeEmpty();
    }

    [Fact]
    public async Task writes_equal_bytes_for_equal_input()
    {
        var first = await new GeneratedJoin(seed: 7, spineRows: 200_000, featureRows: 100_000).JoinAsync();
        var second = await new GeneratedJoin(seed: 7, spineRows: 200_000, featureRows: 100_000).JoinAsync();

        first.Rows.Count.ShouldBe(200_000);
        second.File.AsSpan().SequenceEqual(first.File).ShouldBeTrue();
    }
}
