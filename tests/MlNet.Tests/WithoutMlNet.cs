namespace MlOps.MlNet.Tests;

public sealed class WithoutMlNet
{
    [Fact(Skip = "ML.NET is not part of this build; build with -p:OfficialPackages=MLNet.")]
    public void trains_and_predicts()
    {
    }
}
