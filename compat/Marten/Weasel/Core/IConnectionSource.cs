using System.Data.Common;

namespace Weasel.Core;

/// <summary>Makes connections to a database.</summary>
public interface IConnectionSource<T>
    where T : DbConnection
{
    /// <summary>A connection that is not open yet.</summary>
    T CreateConnection();
}
