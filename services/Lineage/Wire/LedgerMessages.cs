using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MlOps.Lineage.Ledger;
using V1 = MlOps.Contracts.Lineage.V1;

namespace MlOps.Lineage.Wire;

/// <summary>The ledger as the messages of the contract.</summary>
internal static class LedgerMessages
{
    public static V1.LedgerEntry ToWire(this LedgerRecord record) => new()
    {
        Position = record.Position,
        EventId = record.EventId,
        Service = record.Service,
        Type = record.Type,
        Subject = record.Subject,
        Sequence = record.Sequence,
        Time = record.Time.ToTimestamp(),
        Actor = record.Actor,
        Workspace = record.Workspace,
        CorrelationId = record.CorrelationId,
        CausationId = record.CausationId,
        Traceparent = record.TraceParent,
        Reason = record.Reason,
        Data = UnsafeByteOperations.UnsafeWrap(record.Data),
        Hash = UnsafeByteOperations.UnsafeWrap(record.Hash),
    };

    public static LedgerFilter FromWire(this V1.ReadLedgerRequest request) => new(
        Math.Max(1, request.FromPosition), request.ToPosition == 0 ? null : request.ToPosition, request.Service, request.Subject,
        request.Type, request.Actor, request.CorrelationId, request.StartTime?.ToDateTimeOffset() ?? DateTimeOffset.MinValue,
        request.AsOf?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue, request.Follow);
}
