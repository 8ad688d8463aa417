namespace Marten.Linq;

/// <summary>A query over documents or events, run by the methods of <see cref="QueryableExtensions"/>.</summary>
public interface IMartenQueryable<T> : IQueryable<T>
{
}
