using System.Collections;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>The services that health is told of, each name once, in the order in which they were added.</summary>
public sealed class ServiceMappingCollection : ICollection<ServiceMapping>
{
    private readonly OrderedDictionary<string, ServiceMapping> mappings = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public int Count => mappings.Count;

    /// <inheritdoc />
    bool ICollection<ServiceMapping>.IsReadOnly => false;

    /// <summary>Makes a service of the health checks that match; replaces what the name had.</summary>
    public void Map(string name, Func<HealthCheckMapContext, bool> predicate)
    {
        Remove(name);
        Add(new ServiceMapping(name, predicate));
    }

    /// <summary>Adds a service.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(ServiceMapping service) => mappings.Add(service.Name, service);

    /// <summary>Removes the service of a name.</summary>
    public void Remove(string name) => mappings.Remove(name);

    /// <inheritdoc />
    public void Clear() => mappings.Clear();

    /// <inheritdoc />
    public IEnumerator<ServiceMapping> GetEnumerator() => mappings.Values.GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    bool ICollection<ServiceMapping>.Contains(ServiceMapping item) => mappings.ContainsValue(item);

    /// <inheritdoc />
    void ICollection<ServiceMapping>.CopyTo(ServiceMapping[] array, int arrayIndex) => mappings.Values.CopyTo(array, arrayIndex);

    /// <inheritdoc />
    bool ICollection<ServiceMapping>.Remove(ServiceMapping item) => mappings.Remove(item.Name);

    internal ServiceMapping? Find(string name) => mappings.GetValueOrDefault(name);
}
