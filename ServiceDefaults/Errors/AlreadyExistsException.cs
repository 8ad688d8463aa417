namespace MlOps.ServiceDefaults.Errors;

/// <summary>The named resource exists already (ALREADY_EXISTS, 409).</summary>
public sealed class AlreadyExistsException(string resourceType, string name) : RuleException($"{resourceType} {name} already exists")
{
    public string ResourceType { get; } = resourceType;

    public string Name { get; } = name;
}
