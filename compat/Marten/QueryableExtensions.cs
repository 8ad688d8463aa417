using System.Linq.Expressions;
using Marten.Internal.Linq;
using Marten.Linq;

namespace Marten;

/// <summary>Runs queries asynchronously.</summary>
public static class QueryableExtensions
{
    /// <summary>All results.</summary>
    public static async Task<IReadOnlyList<T>> ToListAsync<T>(this IQueryable<T> queryable, CancellationToken token = default)
        where T : notnull =>
        await QueryExecution.ToListAsync(queryable, token);

    /// <summary>The results one by one as they come.</summary>
    public static IAsyncEnumerable<T> ToAsyncEnumerable<T>(this IQueryable<T> queryable, CancellationToken token = default) =>
        QueryExecution.StreamAsync(queryable, token);

    /// <summary>Whether there is any result.</summary>
    public static Task<bool> AnyAsync<TSource>(this IQueryable<TSource> source, CancellationToken token = default)
        where TSource : notnull => QueryExecution.AnyAsync(source, token);

    /// <summary>Whether any element satisfies a condition.</summary>
    public static Task<bool> AnyAsync<TSource>(this IQueryable<TSource> source, Expression<Func<TSource, bool>> predicate, CancellationToken token = default)
        where TSource : notnull =>
        source.Where(predicate).AnyAsync(token);

    /// <summary>The number of results.</summary>
    public static async Task<int> CountAsync<TSource>(this IQueryable<TSource> source, CancellationToken token = default)
        where TSource : notnull =>
        checked((int)await QueryExecution.CountAsync(source, token));

    /// <summary>The number of elements that satisfy a condition.</summary>
    public static Task<int> CountAsync<TSource>(this IQueryable<TSource> source, Expression<Func<TSource, bool>> predicate, CancellationToken token = default)
        where TSource : notnull =>
        source.Where(predicate).CountAsync(token);

    /// <summary>The number of results.</summary>
    public static Task<long> LongCountAsync<TSource>(this IQueryable<TSource> source, CancellationToken token = default)
        where TSource : notnull => QueryExecution.CountAsync(source, token);

    /// <summary>The sum of a member; default where there are no results.</summary>
    public static async Task<TResult> SumAsync<TSource, TResult>(this IQueryable<TSource> source, Expression<Func<TSource, TResult>> expression, CancellationToken token = default)
        where TResult : notnull =>
        (await QueryExecution.AggregateAsync<TSource, TResult>(source, "sum", expression, token))!;

    /// <summary>The greatest value of a member; default where there are no results.</summary>
    public static async Task<TResult> MaxAsync<TSource, TResult>(this IQueryable<TSource> source, Expression<Func<TSource, TResult>> expression, CancellationToken token = default)
        where TResult : notnull =>
        (await QueryExecution.AggregateAsync<TSource, TResult>(source, "max", expression, token))!;

    /// <summary>The least value of a member; default where there are no results.</summary>
    public static async Task<TResult> MinAsync<TSource, TResult>(this IQueryable<TSource> source, Expression<Func<TSource, TResult>> expression, CancellationToken token = default)
        where TResult : notnull =>
        (await QueryExecution.AggregateAsync<TSource, TResult>(source, "min", expression, token))!;

    /// <summary>The first result; there must be one.</summary>
    public static async Task<TSource> FirstAsync<TSource>(this IQueryable<TSource> source, CancellationToken token = default)
        where TSource : notnull =>
        (await QueryExecution.ToListAsync(source, token, 1)).First();

    /// <summary>The first element that satisfies a condition; there must be one.</summary>
    public static Task<TSource> FirstAsync<TSource>(this IQueryable<TSource> source, Expression<Func<TSource, bool>> predicate, CancellationToken token = default)
        where TSource : notnull =>
        source.Where(predicate).FirstAsync(token);

    /// <summary>The first result, or default.</summary>
    public static async Task<TSource?> FirstOrDefaultAsync<TSource>(this IQueryable<TSource> source, CancellationToken token = default)
        where TSource : notnull =>
        (await QueryExecution.ToListAsync(source, token, 1)).FirstOrDefault();

    /// <summary>The first element that satisfies a condition, or default.</summary>
    public static Task<TSource?> FirstOrDefaultAsync<TSource>(this IQueryable<TSource> source, Expression<Func<TSource, bool>> predicate, CancellationToken token = default)
        where TSource : notnull =>
        source.Where(predicate).FirstOrDefaultAsync(token);

    /// <summary>The only result; there must be exactly one.</summary>
    public static async Task<TSource> SingleAsync<TSource>(this IQueryable<TSource> source, CancellationToken token = default)
        where TSource : notnull =>
        (await QueryExecution.ToListAsync(source, token, 2)).Single();

    /// <summary>The only element that satisfies a condition; there must be exactly one.</summary>
    public static Task<TSource> SingleAsync<TSource>(this IQueryable<TSource> source, Expression<Func<TSource, bool>> predicate, CancellationToken token = default)
        where TSource : notnull =>
        source.Where(predicate).SingleAsync(token);

    /// <summary>The only result, or default; there must not be more.</summary>
    public static async Task<TSource?> SingleOrDefaultAsync<TSource>(this IQueryable<TSource> source, CancellationToken token = default)
        where TSource : notnull =>
        (await QueryExecution.ToListAsync(source, token, 2)).SingleOrDefault();

    /// <summary>The only element that satisfies a condition, or default; there must not be more.</summary>
    public static Task<TSource?> SingleOrDefaultAsync<TSource>(this IQueryable<TSource> source, Expression<Func<TSource, bool>> predicate, CancellationToken token = default)
        where TSource : notnull =>
        source.Where(predicate).SingleOrDefaultAsync(token);

    /// <summary>Also counts the results that the query would give without paging.</summary>
    public static IMartenQueryable<T> Stats<T>(this IQueryable<T> queryable, out QueryStatistics stats)
        where T : notnull
    {
        stats = new QueryStatistics();
        return new MartenQueryable<T>(((MartenQueryable<T>)queryable).MartenProvider.With(stats), queryable.Expression);
    }
}
