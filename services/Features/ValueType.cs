namespace MlOps.Features;

/// <summary>The types of join keys and features.</summary>
public enum ValueType
{
    Int64,
    Double,
    String,
    Bool,
}
