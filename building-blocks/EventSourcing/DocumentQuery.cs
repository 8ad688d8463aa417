using System.Text;
using System.Text.Json;
using Marten;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.EventSourcing;

/// <summary>
/// A list of documents of one kind by id, page by page. Ids that are UUIDs of version 7 rise with time: descending is newest first.
/// </summary>
public sealed class DocumentQuery<T>(Func<T, string> id, bool descending = false)
    where T : notnull
{
    private readonly StringBuilder conditions = new("where true");
    private readonly List<object> parameters = [];

    /// <summary>A condition in SQL over <c>id</c> and <c>data</c>, with one question mark for each value.</summary>
    public DocumentQuery<T> Where(string condition, params object[] values)
    {
        conditions.Append(" and ").Append(condition);
        parameters.AddRange(values);
        return this;
    }

    /// <summary>Documents that have all these tags, in their member <c>Tags</c>.</summary>
    public DocumentQuery<T> WithTags(IReadOnlyDictionary<string, string> tags) =>
        tags.Count == 0 ? this : Where("data -> 'Tags' @> cast(? as jsonb)", JsonSerializer.Serialize(tags));

    /// <summary>Reads a page with one statement.</summary>
    public async Task<Page<T>> PageAsync(IQuerySession session, PageRequest page, CancellationToken cancellation)
    {
        if (page.After is { } after) Where(descending ? "id < ?" : "id > ?", after);
        var rows = await session.QueryAsync<T>(
            $"{conditions} order by id{(descending ? " desc" : "")} limit ?", cancellation, [.. parameters, page.Rows]);
        return new Page<T>(page, rows, id);
    }
}
