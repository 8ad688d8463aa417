namespace JasperFx.Events.Projections;

/// <summary>What all projections have.</summary>
public abstract class ProjectionBase : EventFilterable
{
    private readonly List<Type> publishedTypes = [];

    /// <summary>Names the projection after its class.</summary>
    protected ProjectionBase() => Name = GetType().Name;

    /// <summary>How the daemon runs it.</summary>
    public AsyncOptions Options { get; } = new();

    /// <summary>Its name in the progression table.</summary>
    public string Name { get; set; }

    /// <summary>From 2 on part of its name, so that a new version starts afresh.</summary>
    public uint Version { get; set; } = 1;

    /// <summary>When it runs.</summary>
    public ProjectionLifecycle Lifecycle { get; set; } = ProjectionLifecycle.Async;

    /// <summary>Throws <see cref="InvalidProjectionException"/> where the projection cannot work.</summary>
    public virtual void AssembleAndAssertValidity()
    {
    }

    /// <summary>The document types that it writes.</summary>
    public virtual IEnumerable<Type> PublishedTypes() => publishedTypes.Concat(Options.StorageTypes).Distinct();

    /// <summary>Declares a document type that it writes.</summary>
    protected void RegisterPublishedType(Type publishedType) => publishedTypes.Add(publishedType);
}
