namespace MlOps.ServiceDefaults.Errors;

/// <summary>The request exceeds a documented limit (RESOURCE_EXHAUSTED, 429).</summary>
/// <param name="limit">The limit's name, e.g. <c>columns per dataset</c>.</param>
/// <param name="description">The limit's value and the requested value.</param>
public sealed class LimitExceededException(string limit, string description) : RuleException(description)
{
    /// <summary>The limit's name.</summary>
    public string Limit { get; } = limit;
}
