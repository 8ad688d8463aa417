using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Gates;

/// <summary>A kind of gate: what it needs to know, and how it judges a version.</summary>
internal interface IGateKind
{
    /// <summary>The name, in kebab case.</summary>
    string Kind { get; }

    /// <summary>What the gate demands, in one sentence.</summary>
    string Description { get; }

    /// <summary>The parameters; no others are accepted.</summary>
    IReadOnlyList<GateParameter> Parameters { get; }

    /// <summary>Validates the values; names and presence are checked already.</summary>
    void Check(IReadOnlyDictionary<string, string> parameters, Faults faults, string field);

    /// <summary>The aliases whose holders the gate compares with.</summary>
    IEnumerable<string> Aliases(IReadOnlyDictionary<string, string> parameters) => [];

    /// <summary>Judges a version; pure, and total over parameters that were accepted.</summary>
    GateOutcome Evaluate(IReadOnlyDictionary<string, string> parameters, GateContext context);
}

/// <summary>A parameter of a kind of gate.</summary>
internal sealed record GateParameter(string Name, string Description, bool Required = true);

/// <summary>A version and its metrics.</summary>
internal sealed record GatedVersion(long Version, IReadOnlyDictionary<string, double> Metrics);

/// <summary>The input of gates: a version, and the holders of the aliases that the gates compare with.</summary>
internal sealed record GateContext(GatedVersion Candidate, IReadOnlyDictionary<string, GatedVersion> Holders);

/// <summary>A judgement, with the number that was looked at and the reason.</summary>
internal sealed record GateOutcome(bool Passed, double? Value, string Explanation);
