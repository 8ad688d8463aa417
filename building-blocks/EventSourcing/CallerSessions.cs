using System.Diagnostics;
using Marten;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.EventSourcing;

/// <summary>
/// The one place that opens Marten sessions: in the tenant of the caller's workspace, outside of which a session sees and changes nothing.
/// Those that write add actor (and the service that acted for it), workspace, correlation and causation id, trace and reason to their
/// events.
/// </summary>
public sealed class CallerSessions : ISessionFactory
{
    private readonly IDocumentStore store;
    private readonly ServiceIdentity identity;

    internal CallerSessions(IDocumentStore store, ServiceIdentity identity) => (this.store, this.identity) = (store, identity);

    /// <summary>The names of the event headers.</summary>
    internal const string Actor = "actor";
    internal const string Via = "via";
    internal const string Owner = "owner";
    internal const string Token = "token";
    internal const string Elevation = "elevation";
    internal const string Workspace = "workspace";
    internal const string TraceParent = "traceparent";
    internal const string Reason = "reason";

    /// <summary>Opens a session that only reads.</summary>
    public IQuerySession Query() => store.QuerySession(Tenants.Of(identity.CurrentCaller.Workspace));

    /// <summary>Opens a session for the current caller; outside of requests and messages for the service itself.</summary>
    public IDocumentSession Open(string? reason = null)
    {
        var caller = identity.CurrentCaller;
        var session = store.LightweightSession(Tenants.Of(caller.Workspace));
        session.CorrelationId = caller.CorrelationId;
        session.CausationId = caller.CausationId;
        session.LastModifiedBy = caller.Subject;
        session.SetHeader(Actor, caller.Subject);
        if (caller.Via is { } via) session.SetHeader(Via, via);
        if (caller.Owner is { } owner) session.SetHeader(Owner, owner);
        if (caller.TokenId.Length > 0) session.SetHeader(Token, caller.TokenId);
        if (caller.Elevation is { } elevation) session.SetHeader(Elevation, elevation);
        session.SetHeader(Workspace, caller.Workspace);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } traceParent }) session.SetHeader(TraceParent, traceParent);
        if (!string.IsNullOrEmpty(reason)) session.SetHeader(Reason, reason);
        return session;
    }

    IQuerySession ISessionFactory.QuerySession() => Query();

    IDocumentSession ISessionFactory.OpenSession() => Open();
}
