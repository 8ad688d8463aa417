namespace MlOps.ServiceDefaults.Errors;

/// <summary>A domain rule rejects the request in the current state of the resource (FAILED_PRECONDITION, 422).</summary>
/// <param name="rule">The rule's stable name in kebab case, e.g. <c>model-archived</c>.</param>
/// <param name="subject">The resource that violates it, e.g. <c>model/bike-demand/1</c>.</param>
/// <param name="description">The violation and how to resolve it.</param>
public sealed class RuleBrokenException(string rule, string subject, string description) : RuleException(description)
{
    /// <summary>The rule's stable name.</summary>
    public string Rule { get; } = rule;

    /// <summary>The resource that violates the rule.</summary>
    public string Subject { get; } = subject;

    /// <summary>The rule is about who calls, e.g. four eyes: the refusal is recorded as a denied call.</summary>
    public bool DeniesCaller { get; init; }
}
