using System.Linq.Expressions;
using JasperFx.Events;
using Marten.Exceptions;
using Marten.Internal.Sessions;
using Marten.Linq;

namespace Marten.Internal.Linq;

/// <summary>Makes queries of one session.</summary>
internal sealed class MartenQueryProvider(QuerySession session, bool isEventData = false, QueryStatistics? statistics = null) : IQueryProvider
{
    public QuerySession Session => session;

    public QueryStatistics? Statistics => statistics;

    public MartenQueryProvider With(QueryStatistics counted) => new(session, isEventData, counted);

    public IQuerySource SourceOf(Type element)
    {
        if (element == typeof(IEvent)) return new EventMembers(session.Owner);
        return isEventData ? new EventDataMembers(element, session.Owner) : new DocumentMembers(session.Options.MappingFor(element), session.Options);
    }

    public IQueryable<TElement> CreateQuery<TElement>(Expression expression) => new MartenQueryable<TElement>(this, expression);

    public IQueryable CreateQuery(Expression expression) => throw new NotSupportedException("Marten queries are typed.");

    public object Execute(Expression expression) => throw Synchronous();

    public TResult Execute<TResult>(Expression expression) => throw Synchronous();

    private static BadLinqExpressionException Synchronous() => new("Marten queries run asynchronously only: use the …Async methods.");
}
