using System.Diagnostics;
using Marten;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.EventSourcing;

/// <summary>Opens sessions whose events carry who caused them, why, and in which trace.</summary>
internal sealed class CallerSessions(IDocumentStore store, ServiceIdentity identity)
{
    /// <summary>Names of the event headers.</summary>
    public const string Actor = "actor";
    public const string Workspace = "workspace";
    public const string TraceParent = "traceparent";
    public const string Reason = "reason";

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
