using MlOps.Experiments.Artifacts;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Experiments.Tests.Artifacts;

public class ArtifactPathTests
{
    [Theory]
    [InlineData("model/MLmodel", true)]
    [InlineData("plots/a b (1).png", true)]
    [InlineData("ümlaut", true)]
    [InlineData("", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("../up", false)]
    [InlineData("a/../../up", false)]
    [InlineData("a/..", false)]
    [InlineData("a/./b", false)]
    [InlineData("a//b", false)]
    [InlineData("a/", false)]
    [InlineData(@"a\b", false)]
    [InlineData("a\0b", false)]
    [InlineData("a\nb", false)]
    public void stays_inside_the_run(string path, bool allowed)
    {
        var faults = new Faults();

        ArtifactPath.Check(faults, path, "path");

        faults.Any.ShouldBe(!allowed);
    }
}
