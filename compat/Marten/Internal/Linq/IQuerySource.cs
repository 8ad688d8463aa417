using System.Linq.Expressions;
using System.Reflection;
using Marten.Internal.Sessions;
using Npgsql;

namespace Marten.Internal.Linq;

/// <summary>What a query reads: a table (as <c>d</c>), its members, and how a row becomes an element.</summary>
internal interface IQuerySource
{
    string Table { get; }

    string Columns { get; }

    /// <summary>The condition that rows must satisfy anyhow.</summary>
    string Filter(SqlStatement statement, string tenantId, bool includesArchived);

    SqlMember Member(MemberInfo[] path);

    /// <summary>A collection member as jsonb.</summary>
    string Collection(MemberInfo[] path);

    T Read<T>(QuerySession session, NpgsqlDataReader reader);

    Task EnsureAsync(DocumentStore store);
}
