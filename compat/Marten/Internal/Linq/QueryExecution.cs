using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Marten.Exceptions;
using Npgsql;

namespace Marten.Internal.Linq;

/// <summary>Runs queries.</summary>
internal static class QueryExecution
{
    private static readonly MethodInfo ReadMethod = typeof(QueryExecution).GetMethod(nameof(ReadAs), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static async Task<List<T>> ToListAsync<T>(IQueryable<T> queryable, CancellationToken token, int? limit = null)
    {
        var (provider, query) = Translate(queryable);
        await query.EnsureAsync();
        if (limit is { } most) query.Limit(most);
        var read = Reader<T>(query);
        var rows = new List<T>();
        var total = 0L;
        await provider.Session.ReadAsync([query.ToRows()], reader =>
        {
            rows.Add(read(reader));
            if (provider.Statistics is not null) total = reader.GetInt64(reader.FieldCount - 1);
        }, token);
        if (provider.Statistics is not null) provider.Statistics.TotalResults = total;
        return rows;
    }

    public static async IAsyncEnumerable<T> StreamAsync<T>(IQueryable<T> queryable, [EnumeratorCancellation] CancellationToken token)
    {
        var (provider, query) = Translate(queryable);
        await query.EnsureAsync();
        var read = Reader<T>(query);
        await using var lease = await provider.Session.Connections.LeaseAsync(token);
        await using var batch = new NpgsqlBatch(lease.Connection) { BatchCommands = { query.ToRows() }, Timeout = provider.Session.Connections.Timeout };
        await using var reader = await batch.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) yield return read(reader);
    }

    public static Task<long> CountAsync<T>(IQueryable<T> queryable, CancellationToken token) => ScalarAsync(queryable, q => q.ToCount(), r => r.GetInt64(0), token);

    public static Task<bool> AnyAsync<T>(IQueryable<T> queryable, CancellationToken token) => ScalarAsync(queryable, q => q.ToAny(), r => r.GetBoolean(0), token);

    public static Task<TResult?> AggregateAsync<T, TResult>(IQueryable<T> queryable, string function, LambdaExpression member, CancellationToken token) =>
        ScalarAsync(queryable, q => q.ToAggregate(function, member), r => r.IsDBNull(0) ? default : (TResult?)Convert.ChangeType(r.GetValue(0), Nullable.GetUnderlyingType(typeof(TResult)) ?? typeof(TResult)), token);

    private static async Task<TResult> ScalarAsync<T, TResult>(IQueryable<T> queryable, Func<Query, NpgsqlBatchCommand> command, Func<NpgsqlDataReader, TResult> read, CancellationToken token)
    {
        var (provider, query) = Translate(queryable);
        await query.EnsureAsync();
        TResult result = default!;
        await provider.Session.ReadAsync([command(query)], reader => result = read(reader), token);
        return result;
    }

    private static (MartenQueryProvider Provider, Query Query) Translate<T>(IQueryable<T> queryable)
    {
        ArgumentNullException.ThrowIfNull(queryable);
        var provider = (queryable as MartenQueryable<T>)?.MartenProvider ?? throw new BadLinqExpressionException("This is not a Marten query.");
        return (provider, new Query(provider, queryable.Expression));
    }

    private static Func<NpgsqlDataReader, T> Reader<T>(Query query)
    {
        if (query.Selector is not { } select) return query.Read<T>;
        var read = ReadMethod.MakeGenericMethod(query.ElementType).CreateDelegate<Func<Query, NpgsqlDataReader, object>>();
        return reader => (T)select(read(query, reader))!;
    }

    private static object ReadAs<T>(Query query, NpgsqlDataReader reader) => query.Read<T>(reader)!;
}
