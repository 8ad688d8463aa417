namespace MlOps.ServiceDefaults.Errors;

/// <summary>A rule of the domain forbids it in the present state (FAILED_PRECONDITION, 422).</summary>
/// <param name="rule">The rule's stable name, e.g. <c>FOUR_EYES</c>.</param>
/// <param name="subject">What it is broken for, e.g. <c>model/bike-demand/1</c>.</param>
/// <param name="description">What is wrong and what would make it right.</param>
public sealed class RuleBrokenException(string rule, string subject, string description) : RuleException(description)
{
    public string Rule { get; } = rule;

    public string Subject { get; } = subject;
}
