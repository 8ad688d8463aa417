using System.Diagnostics;
using Marten;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.EventSourcing;

/// <summary>Opens sessions whose events carry who caused them, why, and in which trace.</summary>
public sealed class CallerSessions
{
    private readonly IDocumentStore store;
    private readonly ServiceIdentity identity;

    internal CallerSessions(IDocumentStore store, ServiceIdentity identity) => (this.store, this.identity) = (store, identity);

    /// <summary>Names of the event headers.</summary>
    internal const string Actor = "actor";
    internal const string Workspace = "workspace";
    internal const string TraceParent = "traceparent";
    internal const string Reason = "reason";

    /// <summary>A session of the current caller, or of the service itself where nobody calls.</summary>
    public IDocumentSession Open(string? reason = null)
    {
        var caller = identity.CurrentCaller;
        var session = store.LightweightSession();
        session.CorrelationId = caller.CorrelationId;
        session.CausationId = caller.CausationId;
        session.LastModifiedBy = caller.Subject;
        session.SetHeader(Actor, caller.Subject);
        session.SetHeader(Workspace, caller.Workspace);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } traceParent }) session.SetHeader(TraceParent, traceParent);
        if (!string.IsNullOrEmpty(reason)) session.SetHeader(Reason, reason);
        return session;
    }
}
