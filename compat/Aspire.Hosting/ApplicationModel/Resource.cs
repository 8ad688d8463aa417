namespace Aspire.Hosting.ApplicationModel;

/// <summary>The base of all resources.</summary>
public abstract class Resource : IResource
{
    /// <summary>Creates a resource named <paramref name="name"/>: 1 to 64 ASCII letters, digits and single inner hyphens, a letter first.</summary>
    protected Resource(string name)
    {
        ResourceName.Validate(name);
        Name = name;
    }

    /// <inheritdoc/>
    public virtual string Name { get; }

    /// <inheritdoc/>
    public virtual ResourceAnnotationCollection Annotations { get; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name} '{Name}'";
}
