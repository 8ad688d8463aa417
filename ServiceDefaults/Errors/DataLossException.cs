namespace MlOps.ServiceDefaults.Errors;

/// <summary>What is stored is not what was stored once (DATA_LOSS, 500).</summary>
public sealed class DataLossException(string resourceType, string name, string message) : Exception(message)
{
    public string ResourceType { get; } = resourceType;

    public string Name { get; } = name;
}
