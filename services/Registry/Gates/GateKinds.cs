using System.Text;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Gates;

/// <summary>The kinds of gates that this registry knows.</summary>
internal sealed class GateKinds(IEnumerable<IGateKind> kinds)
{
    // With 100 gates per model and 3 superseded definitions per gate, all results fit into one message.
    private const int ParametersLength = 500;
    private const int ExplanationLength = 600;
    private readonly Dictionary<string, IGateKind> byName = kinds.ToDictionary(kind => kind.Kind, StringComparer.Ordinal);

    /// <summary>All of them, by name.</summary>
    public IEnumerable<IGateKind> All => byName.Values.OrderBy(kind => kind.Kind, StringComparer.Ordinal);

    /// <summary>Validates the definition of a gate.</summary>
    public void Check(string kind, IReadOnlyDictionary<string, string> parameters, Faults faults)
    {
        if (!byName.TryGetValue(kind, out var known))
        {
            faults.Require(false, "gate.kind", $"must be one of {string.Join(", ", All.Select(one => one.Kind))}");
            return;
        }

        var bytes = parameters.Sum(parameter => Encoding.UTF8.GetByteCount(parameter.Key) + Encoding.UTF8.GetByteCount(parameter.Value));
        if (bytes > ParametersLength)
        {
            faults.Require(false, "gate.parameters", $"must have at most {ParametersLength} bytes together");
            return;
        }

        var names = known.Parameters.Select(parameter => parameter.Name).ToList();
        faults.Require(!parameters.Keys.Except(names).Any(), "gate.parameters", $"the kind {kind} takes only {string.Join(", ", names)}");
        foreach (var parameter in known.Parameters)
        {
            var value = parameters.GetValueOrDefault(parameter.Name, "");
            faults.Require(!parameter.Required || value.Length > 0, $"gate.parameters.{parameter.Name}", "is required");
            faults.Length(value, $"gate.parameters.{parameter.Name}", ParametersLength);
        }

        known.Check(parameters.Where(parameter => parameter.Value.Length > 0).ToDictionary(), faults, "gate.parameters");
    }

    /// <summary>The aliases whose holders the gates compare with.</summary>
    public IEnumerable<string> AliasesOf(IEnumerable<GateRule> rules) => rules
        .SelectMany(rule => rule.Gate is { } gate ? rule.Earlier.Add(gate) : rule.Earlier)
        .SelectMany(gate => byName.TryGetValue(gate.Kind, out var kind) ? kind.Aliases(gate.Parameters) : [])
        .Distinct(StringComparer.Ordinal);

    /// <summary>
    /// The results of all gates for a version. A superseded gate is required when one of <paramref name="persons"/>, who put the
    /// version forward, superseded it.
    /// </summary>
    public IReadOnlyList<GateResult> Evaluate(IEnumerable<GateRule> rules, GateContext context, params IReadOnlyCollection<string?> persons)
    {
        var results = new List<GateResult>();
        foreach (var rule in rules)
        {
            if (rule.Gate is { } gate) results.Add(Evaluate(rule, gate, context, superseded: false, required: true));
            foreach (var earlier in rule.Earlier)
                results.Add(Evaluate(rule, earlier, context, superseded: true, rule.WasChangedBy(persons)));
        }
        return results;
    }

    private GateResult Evaluate(GateRule rule, Gate gate, GateContext context, bool superseded, bool required)
    {
        var outcome = byName.TryGetValue(gate.Kind, out var kind)
            ? kind.Evaluate(gate.Parameters, context)
            : new GateOutcome(false, null, $"gates of the kind '{gate.Kind}' are no longer known");
        var explanation = outcome.Explanation.Length <= ExplanationLength ? outcome.Explanation : outcome.Explanation[..ExplanationLength];
        return new GateResult(gate, rule.ChangedBy, rule.ChangedAt, superseded, required, outcome.Passed, outcome.Value, explanation);
    }
}
