namespace MlOps.Registry.Models;

/// <summary>An event of a model that concerns one of its versions.</summary>
public interface IVersionEvent
{
    /// <summary>The model's name.</summary>
    string Model { get; }

    /// <summary>The version's number.</summary>
    long Version { get; }
}
