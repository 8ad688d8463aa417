namespace Marten;

/// <summary>A store's configuration, for reading.</summary>
public interface IReadOnlyStoreOptions
{
    /// <summary>Where documents and, unless set otherwise, events are stored.</summary>
    string DatabaseSchemaName { get; set; }
}
