namespace MlOps.ServiceDefaults.Errors;

/// <summary>A stated limit would be passed (RESOURCE_EXHAUSTED, 429).</summary>
/// <param name="limit">The limit's name, e.g. <c>columns per dataset</c>.</param>
/// <param name="description">The bound, and what was asked for.</param>
public sealed class LimitExceededException(string limit, string description) : RuleException(description)
{
    public string Limit { get; } = limit;
}
