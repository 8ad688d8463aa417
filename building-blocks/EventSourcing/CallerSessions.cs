using System.Diagnostics;
using Marten;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.EventSourcing;

/// <summary>
/// The one place that opens Marten sessions: in the tenant of the caller's workspace, outside of which a session sees and changes nothing.
/// Those that write add actor, workspace, correlation and causation id, trace and reason to their events.
/// </summary>
public sealed class CallerSessions : ISessionFactory
{
    private readonly IDocumentStore store;
    private readonly ServiceIdentity identity;
    private readonly string? only;

    /// <param name="store">The event store.</param>
    /// <param name="identity">Who acts outside of requests and messages.</param>
    /// <param name="only">The workspace of everything in the store; null for that of the caller.</param>
    internal CallerSessions(IDocumentStore store, ServiceIdentity identity, string? only = null) =>
        (this.store, this.identity, this.only) = (store, identity, only);

    /// <summary>The names of the event headers.</summary>
    internal const string Actor = "actor";
    internal const string Workspace = "workspace";
    internal const string TraceParent = "traceparent";
    internal const string Reason = "reason";

    /// <summary>Opens a session that only reads.</summary>
    public IQuerySession Query() => store.QuerySession(TenantOf(identity.CurrentCaller));

    /// <summary>Opens a session for the current caller; outside of requests and messages for the service itself.</summary>
    public IDocumentSession Open(string? reason = null)
    {
        var caller = identity.CurrentCaller;
        var session = store.LightweightSession(TenantOf(caller));
        session.CorrelationId = caller.CorrelationId;
        session.CausationId = caller.CausationId;
        session.LastModifiedBy = caller.Subject;
        session.SetHeader(Actor, caller.Subject);
        session.SetHeader(Workspace, only ?? caller.Workspace);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } traceParent }) session.SetHeader(TraceParent, traceParent);
        if (!string.IsNullOrEmpty(reason)) session.SetHeader(Reason, reason);
        return session;
    }

    IQuerySession ISessionFactory.QuerySession() => Query();

    IDocumentSession ISessionFactory.OpenSession() => Open();

    private string TenantOf(Caller caller) => Tenants.Of(only ?? caller.Workspace);
}
