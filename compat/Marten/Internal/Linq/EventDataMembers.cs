using System.Reflection;
using Marten.Internal.Sessions;
using Marten.Schema;
using Npgsql;

namespace Marten.Internal.Linq;

/// <summary>The data of all events of one type.</summary>
internal sealed class EventDataMembers(Type eventType, DocumentStore store) : IQuerySource
{
    public string Table => store.EventReader.Table;

    public string Columns => store.EventReader.Columns;

    public string Filter(SqlStatement statement, string tenantId, bool includesArchived)
    {
        var events = store.Options.EventGraph;
        var types = statement.ArrayParameter(events.NamesFor(eventType).ToArray());
        var archived = includesArchived ? "" : " and d.is_archived = false";
        return $"d.type = any({types}){archived}{(events.IsConjoined ? $" and d.tenant_id = {statement.Parameter(tenantId)}" : "")}";
    }

    public SqlMember Member(MemberInfo[] path)
    {
        var type = MemberPath.TypeOf(path[^1]);
        return new SqlMember(JsonLocator.For(new MemberPath(path), store.Options, "d."), JsonLocator.SqlType(type, path[^1], store.Options), type);
    }

    public string Collection(MemberInfo[] path) => JsonLocator.Json(path, store.Options, "d.");

    public T Read<T>(QuerySession session, NpgsqlDataReader reader) => (T)store.EventReader.Read(reader).Data;

    public Task EnsureAsync(DocumentStore store) => store.Schema.EnsureEventsAsync();
}
