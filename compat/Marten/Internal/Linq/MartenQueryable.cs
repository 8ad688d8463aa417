using System.Collections;
using System.Linq.Expressions;
using Marten.Linq;

namespace Marten.Internal.Linq;

/// <summary>A query that is run asynchronously only.</summary>
internal sealed class MartenQueryable<T> : IMartenQueryable<T>, IOrderedQueryable<T>
{
    private readonly MartenQueryProvider provider;

    public MartenQueryable(MartenQueryProvider provider)
    {
        this.provider = provider;
        Expression = Expression.Constant(this);
    }

    public MartenQueryable(MartenQueryProvider provider, Expression expression)
    {
        this.provider = provider;
        Expression = expression;
    }

    public Type ElementType => typeof(T);

    public Expression Expression { get; }

    public IQueryProvider Provider => provider;

    public MartenQueryProvider MartenProvider => provider;

    public IEnumerator<T> GetEnumerator() => throw new NotSupportedException("Marten queries run asynchronously only: use ToListAsync.");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
