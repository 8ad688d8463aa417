using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.EventSourcing.Audit;

/// <summary>
/// The gRPC service <c>mlops.audit.v1.AuditLog</c>: recorded events, and aggregate states as of a version or time, of the caller's
/// workspace.
/// </summary>
internal sealed class AuditLogGrpcService(RecordedEvents recorded, CallerSessions sessions, EventStoreOptions options, TimeProvider time)
    : AuditLog.AuditLogBase
{
    private static readonly TimeSpan FollowInterval = TimeSpan.FromMilliseconds(100);

    public override async Task ReadStream(
        ReadStreamRequest request, IServerStreamWriter<RecordedEvent> responseStream, ServerCallContext context)
    {
        new Faults()
            .Text(request.Stream, "stream", RecordedEvents.MaxStreamLength)
            .Require(request.FromVersion >= 0, "from_version", "must not be negative")
            .Require(request.ToVersion >= 0, "to_version", "must not be negative")
            .Moment(request.AsOf, "as_of")
            .ThrowIfAny();
        if (await recorded.VersionAsync(request.Stream, null, context.CancellationToken) is null)
            throw new NotFoundException("stream", request.Stream);
        var events = recorded.StreamAsync(
            request.Stream, request.FromVersion, request.ToVersion, request.AsOf?.ToDateTimeOffset(), context.CancellationToken);
        await foreach (var item in events) await responseStream.WriteAsync(item, context.CancellationToken);
    }

    public override async Task ReadAll(ReadAllRequest request, IServerStreamWriter<RecordedEvent> responseStream, ServerCallContext context)
    {
        new Faults()
            .Require(request.FromPosition >= 0, "from_position", "must not be negative")
            .Require(request.ToPosition >= 0, "to_position", "must not be negative")
            .Length(request.StreamPrefix, "stream_prefix", RecordedEvents.MaxStreamLength)
            .Require(!request.Follow || request.AsOf is null, "as_of", "cannot be given together with follow")
            .Moment(request.AsOf, "as_of")
            .ThrowIfAny();
        var next = request.FromPosition;
        do
        {
            // Followers read only up to the high-water mark: positions are assigned before the commit and become visible out of order.
            var last = request.Follow ? await recorded.HighWaterMarkAsync(context.CancellationToken) : long.MaxValue;
            if (request.ToPosition > 0) last = Math.Min(last, request.ToPosition);
            var events = recorded.AllAsync(next, last, request.AsOf?.ToDateTimeOffset(), request.StreamPrefix, context.CancellationToken);
            await foreach (var item in events) await responseStream.WriteAsync(item, context.CancellationToken);
            if (!request.Follow || (request.ToPosition > 0 && last >= request.ToPosition)) return;
            if (next > last) await Task.Delay(FollowInterval, time, context.CancellationToken);
            next = Math.Max(next, last + 1);
        }
        while (true);
    }

    public override async Task<State> GetState(GetStateRequest request, ServerCallContext context)
    {
        new Faults()
            .Text(request.Stream, "stream", RecordedEvents.MaxStreamLength)
            .Require(request.Version >= 0, "version", "must not be negative")
            .Require(request.Version == 0 || request.AsOf is null, "as_of", "cannot be given together with version")
            .Moment(request.AsOf, "as_of")
            .ThrowIfAny();
        return await StateAsync(request.Stream, request.Version, request.AsOf, context.CancellationToken)
            ?? throw new NotFoundException(
                "state", request.Version > 0 ? $"{request.Stream} at version {request.Version}" : request.Stream);
    }

    public override async Task<ListStatesResponse> ListStates(ListStatesRequest request, ServerCallContext context)
    {
        new Faults()
            .Length(request.StreamPrefix, "stream_prefix", RecordedEvents.MaxStreamLength)
            .Moment(request.AsOf, "as_of")
            .ThrowIfAny();
        var page = PageRequest.Of(request.PageSize, request.PageToken);
        var prefixes = options.Audited.Select(aggregate => aggregate.StreamPrefix).ToArray();
        var streams = await recorded.StreamsAsync(
            request.StreamPrefix, prefixes, page.After, request.AsOf?.ToDateTimeOffset(), page.Rows, context.CancellationToken);
        var states = new List<State>();
        var bytes = 0;
        foreach (var stream in streams)
        {
            if (states.Count > page.Size || bytes > Page<State>.MaxBytes) break;
            if (await StateAsync(stream, 0, request.AsOf, context.CancellationToken) is not { } state) continue;
            states.Add(state);
            bytes += state.CalculateSize();
        }

        var response = new ListStatesResponse();
        var more = states.Count > 0 && states[^1].Stream != streams[^1];
        response.NextPageToken = new Page<State>(page, states, state => state.Stream, more).WriteTo(response.States, state => state);
        return response;
    }

    private async Task<State?> StateAsync(
        string stream, long version, Google.Protobuf.WellKnownTypes.Timestamp? asOf, CancellationToken cancellation)
    {
        var aggregate = options.Audited.FirstOrDefault(a => stream.StartsWith(a.StreamPrefix, StringComparison.Ordinal))
            ?? throw new NotFoundException("aggregate", stream);
        var newest = await recorded.VersionAsync(stream, asOf?.ToDateTimeOffset(), cancellation);
        if (newest is not { } existing || version > existing) return null;
        var wanted = version > 0 ? version : existing;
        await using var session = sessions.Query();
        var state = await aggregate.StateAtAsync(session, stream, wanted, cancellation);
        return state is null ? null : new State
        {
            Stream = stream, Version = wanted, AsOf = asOf, Type = aggregate.StateType.Name, Json = options.Serializer().ToJson(state),
        };
    }
}
