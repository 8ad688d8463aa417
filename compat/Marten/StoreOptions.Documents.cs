using System.Collections.Concurrent;
using Marten.Schema;

namespace Marten;

public partial class StoreOptions
{
    private readonly ConcurrentDictionary<Type, DocumentMapping> documents = new();

    internal IEnumerable<DocumentMapping> Documents => documents.Values;

    internal DocumentMapping MappingFor(Type type) => documents.GetOrAdd(type, t => new DocumentMapping(t, this));
}
