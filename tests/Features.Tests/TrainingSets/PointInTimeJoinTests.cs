namespace MlOps.Features.Tests.TrainingSets;

public sealed class PointInTimeJoinTests
{
    [Fact]
    public async Task agrees_with_brute_force_on_four_thousand_rows_with_ties_nulls_collisions_and_ttl_edges()
    {
        var matched = 0;
        foreach (var seed in Enumerable.Range(1, 40))
        {
            var generated = new GeneratedJoin(seed);

            var (rows, _) = await generated.JoinAsync();

            rows.ShouldBe(generated.Expected(), $"seed {seed}");
            matched += rows.Count(r => r.Both is not null) + rows.Count(r => r.Number is not null);
        }

        // The cases are worth something only if many rows find a match and many do not.
        matched.ShouldBeInRange(1000, 7000);
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
