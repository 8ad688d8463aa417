using Google.Protobuf.Collections;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Definitions;

/// <summary>Filters that the lists of all kinds of definitions have in common.</summary>
internal static class DefinitionLists
{
    private const int NamePrefixLength = 128;

    /// <summary>A query for documents, ordered by name.</summary>
    public static DocumentQuery<T> Of<T>(
        Func<T, string> id, string streamPrefix, string namePrefix, MapField<string, string> tags, bool showArchived, bool descending)
        where T : notnull
    {
        new Faults().Length(namePrefix, "name_prefix", NamePrefixLength).CheckTags(tags).ThrowIfAny();
        var query = new DocumentQuery<T>(id, descending).WithTags(tags);
        if (namePrefix.Length > 0) query.Where("starts_with(id, ?)", streamPrefix + namePrefix);
        return showArchived ? query : query.Where("data ->> 'Archived' = 'false'");
    }
}
