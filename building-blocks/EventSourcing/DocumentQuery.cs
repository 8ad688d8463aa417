using System.Text;
using System.Text.Json;
using Marten;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.EventSourcing;

/// <summary>
/// A query of the documents of a session's workspace, ordered by id: as keyset-paginated list, or all. UUIDs of version 7 are ordered by
/// time: descending is newest first.
/// </summary>
public sealed class DocumentQuery<T>(Func<T, string> id, bool descending = false)
    where T : notnull
{
    // As PostgreSQL stores them: compressed, so a multiple of it in memory.
    private const long MaxStoredBytes = 4_000_000;
    // Marten adds the tenant to what it queries itself, not to SQL of ours.
    private readonly StringBuilder conditions = new("where tenant_id = ?");
    private readonly List<object> parameters = [];

    /// <summary>Adds an SQL condition over the columns <c>id</c> and <c>data</c>, with one <c>?</c> per value.</summary>
    public DocumentQuery<T> Where(string condition, params object[] values)
    {
        conditions.Append(" and (").Append(condition).Append(')');
        parameters.AddRange(values);
        return this;
    }

    /// <summary>Requires that the document's member <c>Tags</c> contains all these tags.</summary>
    public DocumentQuery<T> WithTags(IReadOnlyDictionary<string, string> tags) =>
        tags.Count == 0 ? this : Where("data -> 'Tags' @> cast(? as jsonb)", JsonSerializer.Serialize(tags));

    /// <summary>Queries one page; stops reading when the documents become too many bytes. Call once per instance.</summary>
    public async Task<Page<T>> PageAsync(IQuerySession session, PageRequest page, CancellationToken cancellation)
    {
        if (page.After is { } after) Where(descending ? "id < ?" : "id > ?", after);
        var table = session.DocumentStore.Options.Schema.For<T>();
        var documents = session.AdvancedSql.StreamAsync<T, long>(
            $"""
            select row(data), row(cast(pg_column_size(data) as bigint))
            from {table} {conditions} order by id{(descending ? " desc" : "")} limit ?
            """,
            cancellation, [session.TenantId, .. parameters, page.Rows]);
        var rows = new List<T>();
        var bytes = 0L;
        await foreach (var (document, size) in documents)
        {
            if ((bytes += size) > MaxStoredBytes && rows.Count > 0) return new Page<T>(page, rows, id, more: true);
            rows.Add(document);
        }
        return new Page<T>(page, rows, id);
    }

    /// <summary>All documents of a query that finds few.</summary>
    public Task<IReadOnlyList<T>> AllAsync(IQuerySession session, CancellationToken cancellation) =>
        session.QueryAsync<T>($"{conditions} order by id{(descending ? " desc" : "")}", cancellation, [session.TenantId, .. parameters]);

    /// <summary>The first <paramref name="count"/> of the documents.</summary>
    public Task<IReadOnlyList<T>> FirstAsync(IQuerySession session, int count, CancellationToken cancellation) =>
        session.QueryAsync<T>(
            $"{conditions} order by id{(descending ? " desc" : "")} limit ?", cancellation, [session.TenantId, .. parameters, count]);

    /// <summary>The ids of all documents.</summary>
    public Task<IReadOnlyList<string>> IdsAsync(IQuerySession session, CancellationToken cancellation) =>
        session.QueryAsync<string>(
            $"select id from {session.DocumentStore.Options.Schema.For<T>()} {conditions}", cancellation,
            [session.TenantId, .. parameters]);

    /// <summary>Any <paramref name="count"/> of the documents, others each time.</summary>
    public Task<IReadOnlyList<T>> SampleAsync(IQuerySession session, int count, CancellationToken cancellation) =>
        session.QueryAsync<T>($"{conditions} order by random() limit ?", cancellation, [session.TenantId, .. parameters, count]);
}
