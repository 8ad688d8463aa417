using System.Reflection;
using JasperFx.Events;
using Marten.Exceptions;
using Marten.Internal.Sessions;
using Npgsql;

namespace Marten.Internal.Linq;

/// <summary>All events, by their metadata.</summary>
internal sealed class EventMembers(DocumentStore store) : IQuerySource
{
    public string Table => store.EventReader.Table;

    public string Columns => store.EventReader.Columns;

    public string Filter(SqlStatement statement, string tenantId, bool includesArchived)
    {
        var archived = includesArchived ? "true" : "d.is_archived = false";
        return store.Options.EventGraph.IsConjoined ? $"{archived} and d.tenant_id = {statement.Parameter(tenantId)}" : archived;
    }

    public SqlMember Member(MemberInfo[] path) => path is not [var member] ? throw Unknown(path) : member.Name switch
    {
        nameof(IEvent.Id) => new("d.id", "uuid", typeof(Guid)),
        nameof(IEvent.Version) => new("d.version", "bigint", typeof(long)),
        nameof(IEvent.Sequence) => new("d.seq_id", "bigint", typeof(long)),
        nameof(IEvent.StreamId) => new("d.stream_id", "uuid", typeof(Guid)),
        nameof(IEvent.StreamKey) => new("d.stream_id", "text", typeof(string)),
        nameof(IEvent.Timestamp) => new("d.timestamp", "timestamptz", typeof(DateTimeOffset)),
        nameof(IEvent.EventTypeName) => new("d.type", "text", typeof(string)),
        nameof(IEvent.DotNetTypeName) => new("d.mt_dotnet_type", "text", typeof(string)),
        nameof(IEvent.TenantId) => new("d.tenant_id", "text", typeof(string)),
        nameof(IEvent.CausationId) => new("d.causation_id", "text", typeof(string)),
        nameof(IEvent.CorrelationId) => new("d.correlation_id", "text", typeof(string)),
        nameof(IEvent.UserName) => new("d.user_name", "text", typeof(string)),
        nameof(IEvent.IsArchived) => new("d.is_archived", "boolean", typeof(bool)),
        _ => throw Unknown(path),
    };

    public string Collection(MemberInfo[] path) => throw Unknown(path);

    public T Read<T>(QuerySession session, NpgsqlDataReader reader) => (T)store.EventReader.Read(reader);

    public Task EnsureAsync(DocumentStore store) => store.Schema.EnsureEventsAsync();

    private static BadLinqExpressionException Unknown(MemberInfo[] path) =>
        new($"Events cannot be queried by '{string.Join('.', path.Select(m => m.Name))}'.");
}
