namespace MlOps.ServiceDefaults.Errors;

/// <summary>The named resource does not exist (NOT_FOUND, 404).</summary>
public sealed class NotFoundException(string resourceType, string name) : RuleException($"{resourceType} {name} does not exist")
{
    /// <summary>The type of the resource, e.g. <c>model</c>.</summary>
    public string ResourceType { get; } = resourceType;

    /// <summary>The name that was requested.</summary>
    public string Name { get; } = name;
}
