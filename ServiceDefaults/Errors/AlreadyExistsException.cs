namespace MlOps.ServiceDefaults.Errors;

/// <summary>A resource of this name already exists (ALREADY_EXISTS, 409).</summary>
public sealed class AlreadyExistsException(string resourceType, string name) : RuleException($"{resourceType} {name} already exists")
{
    /// <summary>The type of the resource, e.g. <c>model</c>.</summary>
    public string ResourceType { get; } = resourceType;

    /// <summary>The name that is taken.</summary>
    public string Name { get; } = name;
}
