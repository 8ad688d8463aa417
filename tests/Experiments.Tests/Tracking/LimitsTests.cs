using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Experiments.Tests.Tracking;

public class LimitsTests
{
    [Theory]
    [InlineData("loss", true)]
    [InlineData("eval/loss.v1 - a_b", true)]
    [InlineData("", false)]
    [InlineData("a:b", false)]
    [InlineData("a//b", false)]
    [InlineData("../a", false)]
    [InlineData("a/./b", false)]
    [InlineData("/a", false)]
    [InlineData("loss\n", false)]
    [InlineData("a\0b", false)]
    public void keys_are_paths_in_normal_form(string key, bool allowed) =>
        Check(faults => Limits.CheckKey(faults, key, "key")).ShouldBe(allowed);

    [Fact]
    public void keys_have_at_most_250_characters()
    {
        Check(faults => Limits.CheckKey(faults, new string('k', 250), "key")).ShouldBeTrue();
        Check(faults => Limits.CheckKey(faults, new string('k', 251), "key")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0198c0ffee00700080000000000000aa", true)]
    [InlineData("a", true)]
    [InlineData("", false)]
    [InlineData("_a", false)]
    [InlineData("a/b", false)]
    [InlineData("a'b", false)]
    public void run_ids_are_words(string runId, bool allowed) => Check(faults => Limits.CheckRunId(faults, runId)).ShouldBe(allowed);

    private static bool Check(Action<Faults> check)
    {
        var faults = new Faults();
        check(faults);
        return !faults.Any;
    }
}
