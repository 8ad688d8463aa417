using System.Globalization;
using Google.Protobuf;
using JasperFx.Events;
using MlOps.Messaging;

namespace MlOps.EventSourcing.Publishing;

/// <summary>Maps the metadata of a stored event to the attributes of its wire event.</summary>
internal static class StoredEvent
{
    public static CloudEvent Attributes(IEvent stored, IMessage wire, string source, string? traceParent) => new()
    {
        Id = stored.Id.ToString("D", CultureInfo.InvariantCulture),
        Type = wire.Descriptor.FullName,
        Source = source,
        Subject = stored.StreamKey!,
        Time = stored.Timestamp,
        Actor = Header(stored, CallerSessions.Actor) ?? stored.UserName ?? "",
        Via = Header(stored, CallerSessions.Via) ?? "",
        Workspace = Tenants.WorkspaceOf(stored.TenantId),
        CorrelationId = stored.CorrelationId ?? "",
        CausationId = stored.CausationId ?? "",
        Reason = Header(stored, CallerSessions.Reason) ?? "",
        Sequence = stored.Sequence,
        StreamVersion = stored.Version,
        TraceParent = traceParent,
    };

    private static string? Header(IEvent stored, string name) => stored.GetHeader(name)?.ToString();
}
