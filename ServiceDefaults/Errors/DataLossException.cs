namespace MlOps.ServiceDefaults.Errors;

/// <summary>Stored data is corrupt (DATA_LOSS, 500).</summary>
public sealed class DataLossException(string resourceType, string name, string message) : Exception(message)
{
    /// <summary>The type of the resource, e.g. <c>blob</c>.</summary>
    public string ResourceType { get; } = resourceType;

    /// <summary>The name of the corrupt resource.</summary>
    public string Name { get; } = name;
}
