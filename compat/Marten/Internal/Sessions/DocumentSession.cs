using System.Linq.Expressions;
using Marten.Events;
using Marten.Internal.Events;
using Marten.Internal.Linq;
using Marten.Internal.Operations;
using Marten.Services;

namespace Marten.Internal.Sessions;

/// <summary>Queues changes of documents and events.</summary>
internal sealed partial class DocumentSession : QuerySession, IDocumentSession
{
    private Dictionary<string, object>? headers;

    public DocumentSession(DocumentStore store, SessionOptions options)
        : base(store, options)
    {
        Listeners = options.Listeners;
        Events = new EventStore(this);
    }

    private DocumentSession(DocumentSession parent, string tenantId)
        : base(parent.Owner, tenantId, parent.Connections)
    {
        Listeners = [];
        Work = parent.Work;
        Events = new EventStore(this);
    }

    public UnitOfWork Work { get; private set; } = new();

    public IUnitOfWork PendingChanges => Work;

    public new EventStore Events { get; }

    IEventStoreOperations IDocumentSession.Events => Events;

    IEventStoreOperations IDocumentOperations.Events => Events;

    public IList<IDocumentSessionListener> Listeners { get; }

    public string? LastModifiedBy { get; set; }

    /// <summary>Aggregates fetched in this session, by stream, for inline projections to go on from.</summary>
    public Dictionary<(Type, object), object> FetchedAggregates { get; } = [];

    public void SetHeader(string key, object value) => (headers ??= [])[key] = value;

    public object? GetHeader(string key) => headers?.GetValueOrDefault(key);

    public void EjectAllPendingChanges() => Work = new UnitOfWork();

    public ValueTask BeginTransactionAsync(CancellationToken token) => Connections.BeginAsync(token);

    public void Store<T>(IEnumerable<T> entities)
        where T : notnull => Write(entities, WriteKind.Upsert);

    public void Store<T>(params T[] entities)
        where T : notnull => Write(entities, WriteKind.Upsert);

    public void StoreObjects(IEnumerable<object> documents) => Write(documents, WriteKind.Upsert);

    public void Insert<T>(IEnumerable<T> entities)
        where T : notnull => Write(entities, WriteKind.Insert);

    public void Insert<T>(params T[] entities)
        where T : notnull => Write(entities, WriteKind.Insert);

    public void Update<T>(IEnumerable<T> entities)
        where T : notnull => Write(entities, WriteKind.Update);

    public void Update<T>(params T[] entities)
        where T : notnull => Write(entities, WriteKind.Update);

    public void Delete<T>(T entity)
        where T : notnull => Delete<T>(Options.MappingFor(typeof(T)).EnsureId(entity));

    public void Delete<T>(int id)
        where T : notnull => Delete<T>((object)id);

    public void Delete<T>(long id)
        where T : notnull => Delete<T>((object)id);

    public void Delete<T>(Guid id)
        where T : notnull => Delete<T>((object)id);

    public void Delete<T>(string id)
        where T : notnull => Delete<T>((object)id);

    public void Delete<T>(object id)
        where T : notnull => Work.Add(new DeleteDocument(Options.MappingFor(typeof(T)), id, TenantId));

    public void DeleteWhere<T>(Expression<Func<T, bool>> expression)
        where T : notnull
    {
        var mapping = Options.MappingFor(typeof(T));
        var statement = new SqlStatement(Options);
        var where = new WhereClause(new DocumentMembers(mapping, Options), statement).Translate(expression);
        var tenant = mapping.IsConjoined ? $" and d.tenant_id = {statement.Parameter(TenantId)}" : "";
        Work.Add(new SqlOperation($"delete from {mapping.Table} d where {where}{tenant}", statement.Parameters, mapping));
    }

    public void QueueSqlCommand(string sql, params object[] parameterValues) => QueueSqlCommand('?', sql, parameterValues);

    public void QueueSqlCommand(char placeholder, string sql, params object[] parameterValues) =>
        Work.Add(new SqlOperation(SqlOperation.Numbered(sql, placeholder, parameterValues.Length), parameterValues.Select(SqlParameters.Inferred).ToList()));

    /// <summary>The view of another tenant on the same unit of work.</summary>
    public DocumentSession ForTenant(string tenantId) => tenantId == TenantId ? this : new DocumentSession(this, tenantId);

    private void Write<T>(IEnumerable<T> documents, WriteKind kind)
        where T : notnull
    {
        foreach (var document in documents)
        {
            var mapping = Options.MappingFor(typeof(T) == typeof(object) ? document.GetType() : typeof(T));
            Work.Add(new WriteDocument(mapping, mapping.EnsureId(document), document, kind, TenantId));
        }
    }
}
