using System.Text;
using System.Text.Json;

namespace MlOps.Registry.Models;

/// <summary>One page of documents by id, as SQL: conditions are added one by one.</summary>
internal sealed class DocumentQuery(bool descending)
{
    private readonly StringBuilder conditions = new("where true");
    private readonly List<object> parameters = [];

    /// <summary>A condition with one question mark for each parameter.</summary>
    public DocumentQuery And(string condition, params object[] values)
    {
        conditions.Append(" and ").Append(condition);
        parameters.AddRange(values);
        return this;
    }

    /// <summary>Documents that have all these tags.</summary>
    public DocumentQuery AndTags(IReadOnlyDictionary<string, string> tags) =>
        tags.Count == 0 ? this : And("data -> 'Tags' @> cast(? as jsonb)", JsonSerializer.Serialize(tags));

    /// <summary>The page after a document.</summary>
    public (string Sql, object[] Parameters) Page(string? after, int count)
    {
        if (after is not null) And(descending ? "id < ?" : "id > ?", after);
        return ($"{conditions} order by id{(descending ? " desc" : "")} limit ?", [.. parameters, count]);
    }
}
