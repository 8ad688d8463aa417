namespace MlOps.ServiceDefaults.Errors;

/// <summary>The named resource does not exist (NOT_FOUND, 404).</summary>
public sealed class NotFoundException(string resourceType, string name) : RuleException($"{resourceType} {name} does not exist")
{
    public string ResourceType { get; } = resourceType;

    public string Name { get; } = name;
}
