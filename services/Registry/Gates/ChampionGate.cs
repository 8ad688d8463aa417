using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Gates;

/// <summary>The version must beat the one that holds an alias, by at least a margin; it passes while nobody holds the alias.</summary>
internal sealed class ChampionGate : IGateKind
{
    private const string Metric = "metric";
    private const string Alias = "alias";
    private const string Better = "better";
    private const string Margin = "margin";
    private const string Lower = "lower";
    private const string Higher = "higher";

    public string Kind => "champion";

    public string Description => "A metric of the version must beat that of the version which holds an alias.";

    public IReadOnlyList<GateParameter> Parameters { get; } =
    [
        new(Metric, "Key of the metric, as the runs logged it."),
        new(Alias, "The alias whose holder is to be beaten."),
        new(Better, $"Which way is better: {Lower} or {Higher}."),
        new(Margin, "By how much at least; 0 if not given, when any improvement is enough.", Required: false),
    ];

    public void Check(IReadOnlyDictionary<string, string> parameters, Faults faults, string field)
    {
        if (parameters.TryGetValue(Better, out var better))
            faults.Require(better is Lower or Higher, $"{field}.{Better}", $"must be {Lower} or {Higher}");
        if (!parameters.TryGetValue(Margin, out var margin)) return;
        GateNumber.Check(margin, faults, $"{field}.{Margin}");
        faults.Require(!margin.TrimStart().StartsWith('-'), $"{field}.{Margin}", "must not be negative");
    }

    public IEnumerable<string> Aliases(IReadOnlyDictionary<string, string> parameters) => [parameters[Alias]];

    public GateOutcome Evaluate(IReadOnlyDictionary<string, string> parameters, GateContext context)
    {
        var (metric, alias) = (parameters[Metric], parameters[Alias]);
        var margin = parameters.TryGetValue(Margin, out var text) ? GateNumber.Of(text) : 0;
        var candidate = context.Candidate;
        if (!candidate.Metrics.TryGetValue(metric, out var value))
            return new GateOutcome(false, null, $"the version has no metric '{metric}'");
        if (!context.Holders.TryGetValue(alias, out var holder))
            return new GateOutcome(true, value, $"no version holds '{alias}'");
        if (holder.Version == candidate.Version)
            return new GateOutcome(true, value, $"the version itself holds '{alias}'");
        var champion = $"version {holder.Version}, which holds '{alias}'";
        if (!holder.Metrics.TryGetValue(metric, out var present))
            return new GateOutcome(false, value, $"{champion}, has no metric '{metric}' to compare with");
        var gain = parameters[Better] == Lower ? present - value : value - present;
        var passed = gain > 0 && gain >= margin;
        var beats = passed ? "beats" : "does not beat";
        return new GateOutcome(passed, value, $"{metric} is {value}, which {beats} {present} of {champion}, by {margin}");
    }
}
