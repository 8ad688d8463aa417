using Marten;

namespace MlOps.Monitoring.Paging;

/// <summary>Conditions on documents, of those that a request gives.</summary>
internal sealed class DocumentQuery
{
    private readonly List<string> conditions = ["true"];
    private readonly List<object> values = [];

    /// <summary>Adds a condition with one parameter (<c>?</c>) if it is <paramref name="given"/>.</summary>
    public DocumentQuery Where(bool given, string condition, Func<object> value)
    {
        if (!given) return this;
        conditions.Add(condition);
        values.Add(value());
        return this;
    }

    /// <summary>By id from <paramref name="after"/> on, ascending.</summary>
    public Task<IReadOnlyList<T>> FirstAsync<T>(IQuerySession session, string? after, int count, CancellationToken cancellation)
        where T : notnull => ReadAsync<T>(session, ">", after, "asc", count, cancellation);

    /// <summary>By id before <paramref name="before"/>, descending: ids that are UUIDs of version 7 rise with time.</summary>
    public Task<IReadOnlyList<T>> LastAsync<T>(IQuerySession session, string? before, int count, CancellationToken cancellation)
        where T : notnull => ReadAsync<T>(session, "<", before, "desc", count, cancellation);

    private Task<IReadOnlyList<T>> ReadAsync<T>(
        IQuerySession session, string comparison, string? key, string order, int count, CancellationToken cancellation)
        where T : notnull
    {
        Where(key is not null, $"id {comparison} ?", () => key!);
        return session.QueryAsync<T>(
            $"where {string.Join(" and ", conditions)} order by id {order} limit ?", cancellation, [.. values, count]);
    }
}
