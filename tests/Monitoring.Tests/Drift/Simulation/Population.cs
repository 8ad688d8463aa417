namespace MlOps.Monitoring.Tests.Drift.Simulation;

/// <summary>Where the rows of a simulation come from: fills the columns of one row.</summary>
internal sealed record Population(string Name, Action<Random, float[]> Fill)
{
    private const double Correlation = 0.9;

    public static Population Normal { get; } = Independent("normal", (random, _) => Gauss(random));

    /// <summary>Cauchy: neither mean nor variance exist.</summary>
    public static Population HeavyTailed { get; } = Independent("heavy tails", (random, _) => Math.Tan(Math.PI * (random.NextDouble() - 0.5)));

    public static Population Correlated { get; } = new("correlated", (random, row) =>
    {
        var common = Gauss(random);
        for (var i = 0; i < row.Length; i++) row[i] = (float)(Math.Sqrt(Correlation) * common + Math.Sqrt(1 - Correlation) * Gauss(random));
    });

    /// <summary>About sixty values with ties: numeric still.</summary>
    public static Population Rounded { get; } = Independent("ties", (random, _) => Math.Round(Gauss(random), 1));

    /// <summary>Few values, of which the greatest are rare and may be unseen.</summary>
    public static Population Counts { get; } = Independent("counts", (random, _) => Poisson(random, 3));

    /// <summary>Categories whose shares fall as 1/k².</summary>
    public static Population Categories { get; } = Independent("rare categories", (random, _) => Math.Min(15, Math.Floor(1 / (1 - random.NextDouble()))));

    public static Population Flags { get; } = Independent("flags", (random, i) => random.NextDouble() < 0.02 + 0.1 * (i % 5) ? 1 : 0);

    public static Population Missing { get; } = Independent("missing values", (random, i) => random.NextDouble() < 0.02 + 0.1 * (i % 5) ? double.NaN : Gauss(random));

    private static readonly Population[] Mixture = [Normal, HeavyTailed, Rounded, Counts, Categories, Flags, Missing];

    public static Population Mixed { get; } = new("mixed", (random, row) =>
    {
        var one = new float[1];
        for (var i = 0; i < row.Length; i++)
        {
            Mixture[i % Mixture.Length].Fill(random, one);
            row[i] = one[0];
        }
    });

    public static Population[] All { get; } = [Normal, Correlated, HeavyTailed, Rounded, Counts, Categories, Flags, Missing, Mixed];

    /// <summary>Normal, but the last features, a share of all, are higher by so many standard deviations.</summary>
    public static Population Shifted(double deviations, double share) => Independent($"{share:P0} of features shifted by {deviations} σ",
        (random, i, features) => Gauss(random) + (i >= features - Math.Max(1, Math.Round(share * features)) ? deviations : 0));

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Population Independent(string name, Func<Random, int, double> draw) => Independent(name, (random, i, _) => draw(random, i));

    private static Population Independent(string name, Func<Random, int, int, double> draw) => new(name, (random, row) =>
    {
        for (var i = 0; i < row.Length; i++) row[i] = (float)draw(random, i, row.Length);
    });

    private static int Poisson(Random random, double mean)
    {
        var (count, product) = (-1, 1.0);
        for (; product > Math.Exp(-mean); count++) product *= random.NextDouble();
        return count;
    }
}
