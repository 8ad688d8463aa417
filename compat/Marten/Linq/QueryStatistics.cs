namespace Marten.Linq;

/// <summary>Receives the number of documents that a query would give without paging.</summary>
public class QueryStatistics
{
    /// <summary>That number, once the query has run.</summary>
    public long TotalResults { get; set; }
}
