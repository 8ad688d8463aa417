using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Internal.Operations;
using Marten.Internal.Sessions;
using Npgsql;

namespace Marten.Internal.Projections;

/// <summary>Runs the inline projections of a save.</summary>
internal sealed class InlineProjections(IReadOnlyList<ProjectionBase> projections)
{
    private readonly EventTypeFilter[] filters = [.. projections.Select(p => new EventTypeFilter(p.IncludedEventTypes))];

    public async Task ApplyAsync(DocumentSession session, CancellationToken token)
    {
        if (projections.Count == 0) return;
        var streams = session.Work.AllStreams.Where(s => s.Events.Any(e => filters.Any(f => f.Includes(e.EventType)))).ToList();
        if (streams.Count == 0) return;
        await NumberEventsAsync(session, streams, token);
        var events = streams.SelectMany(s => s.Events).ToList();
        for (var i = 0; i < projections.Count; i++)
        {
            var own = events.Where(e => filters[i].Includes(e.EventType)).ToList();
            if (own.Count > 0) await ((IEventApplication)projections[i]).ApplyAsync(session, own, token);
        }
    }

    /// <summary>Projections see the versions that events will have; the append then fails if the stream has moved on since.</summary>
    private static async Task NumberEventsAsync(DocumentSession session, List<StreamAction> streams, CancellationToken token)
    {
        var unknown = streams.Where(s => s.ActionType == StreamActionType.Append && s.ExpectedVersionOnServer is null).ToList();
        if (unknown.Count > 0)
        {
            var commands = unknown.Select(s => VersionCommand(session, s)).ToList();
            await session.ReadResultsAsync(commands, (result, reader) => unknown[result].ExpectedVersionOnServer = reader.GetInt64(0), token);
        }

        foreach (var stream in streams)
        {
            var version = stream.ActionType == StreamActionType.Start ? 0 : stream.ExpectedVersionOnServer!.Value;
            foreach (var e in stream.Events) e.Version = ++version;
        }
    }

    private static NpgsqlBatchCommand VersionCommand(DocumentSession session, StreamAction stream)
    {
        var events = session.Options.EventGraph;
        var tenant = events.IsConjoined ? " and tenant_id = $2" : "";
        var command = new NpgsqlBatchCommand($"select coalesce((select version from {events.DatabaseSchemaName}.mt_streams where id = $1{tenant}), 0)");
        command.Parameters.Add(SqlParameters.Inferred(stream.Identity));
        if (events.IsConjoined) command.Parameters.Add(SqlParameters.Text(stream.TenantId));
        return command;
    }
}
