using MlOps.Cli.Demo;

namespace MlOps.Cli.Tests.Demo;

public sealed class HourlyDemandTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("mlops-cli-test-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void simulated_hours_are_the_same_for_the_same_seed_and_others_for_another()
    {
        var first = BikeDemandSimulator.Write(Path.Combine(directory, "1.csv"), seed: 42);
        var again = BikeDemandSimulator.Write(Path.Combine(directory, "2.csv"), seed: 42);
        var other = BikeDemandSimulator.Write(Path.Combine(directory, "3.csv"), seed: 43);

        (first.Hours.Count, first.Simulated).ShouldBe((17_544, true));
        again.Digest.ShouldBe(first.Digest);
        other.Digest.ShouldNotBe(first.Digest);
    }

    [SkippableFact]
    public void the_mean_by_weekday_and_hour_of_the_real_hours_has_an_rmse_of_145_56()
    {
        var hours = HourlyDemand.Read(SharedData.Require("bike-sharing/hour.csv"));

        (hours.Hours.Count, hours.TrainCount).ShouldBe((17_379, 13_903));
        hours.BaselineRmse().ShouldBe(145.56, 0.005);
    }

    [Fact]
    public void a_file_that_lacks_a_column_or_holds_a_word_for_a_number_is_refused_by_name_and_line()
    {
        var lacking = Write("instant,season,cnt", "1,1,16");
        var header = $"instant,{string.Join(',', HourlyDemand.Features)},cnt";
        var wrong = Write(header, "1,1,0,1,0,0,6,0,1,0.24,0.28,0.81,0,16", "2,1,0,1,0,0,6,0,1,warm,0.28,0.81,0,16");

        Should.Throw<CommandFailedException>(() => HourlyDemand.Read(lacking)).Message.ShouldContain("yr");
        Should.Throw<CommandFailedException>(() => HourlyDemand.Read(wrong)).Message.ShouldContain("line 3: column temp");
        Should.Throw<CommandFailedException>(() => HourlyDemand.Read(Path.Combine(directory, "none.csv"))).Message.ShouldContain("does not exist");
    }

    private string Write(params string[] lines)
    {
        var path = Path.Combine(directory, $"{Guid.NewGuid():N}.csv");
        File.WriteAllLines(path, lines);
        return path;
    }
}
