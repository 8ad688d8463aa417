using System.Reflection;
using Marten.Internal.Sessions;
using Marten.Schema;
using Npgsql;

namespace Marten.Internal.Linq;

/// <summary>The documents of one type.</summary>
internal sealed class DocumentMembers(DocumentMapping mapping, StoreOptions options) : IQuerySource
{
    public string Table => $"{mapping.Table} d";

    public string Columns => "d.data";

    public string Filter(SqlStatement statement, string tenantId, bool includesArchived) =>
        mapping.IsConjoined ? $"d.tenant_id = {statement.Parameter(tenantId)}" : "true";

    public SqlMember Member(MemberInfo[] path)
    {
        var type = MemberPath.TypeOf(path[^1]);
        var sql = path is [var only] && only.Name == mapping.IdMember?.Name ? "d.id" : JsonLocator.For(new MemberPath(path), options, "d.");
        return new SqlMember(sql, JsonLocator.SqlType(type, path[^1], options), type);
    }

    public string Collection(MemberInfo[] path) => JsonLocator.Json(path, options, "d.");

    public T Read<T>(QuerySession session, NpgsqlDataReader reader) => session.ReadDocument<T>(reader);

    public Task EnsureAsync(DocumentStore store) => store.Schema.EnsureDocumentAsync(mapping);
}
