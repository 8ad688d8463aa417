using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten.Exceptions;
using Marten.Internal.Operations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marten.Internal.Daemon;

/// <summary>Reads the pages of one shard.</summary>
internal sealed class EventLoader(DocumentStore store, AsyncShard shard, ErrorHandlingOptions errors, ILogger logger)
{
    /// <summary>The events after <paramref name="floor"/> up to the high water mark, at most one page of them, and those that could not be read.</summary>
    public async Task<(EventRange Page, List<DeadLetterEvent> Unreadable)> LoadAsync(long floor, long highWater, CancellationToken token)
    {
        await using var command = Command(floor, highWater);
        var events = new List<IEvent>();
        var unreadable = new List<DeadLetterEvent>();
        var rows = 0;
        var last = floor;
        await using (var reader = await command.ExecuteReaderAsync(token))
        {
            while (await reader.ReadAsync(token))
            {
                rows++;
                last = Events.EventReader.Sequence(reader);
                if (Read(reader, last, unreadable) is { } e) events.Add(e);
            }
        }

        var ceiling = rows < shard.Options.BatchSize ? highWater : last;
        return (new EventRange(shard.Name, floor, ceiling) { Events = events }, unreadable);
    }

    private IEvent? Read(NpgsqlDataReader reader, long sequence, List<DeadLetterEvent> unreadable)
    {
        try
        {
            return store.EventReader.Read(reader);
        }
        catch (UnknownEventTypeException failure) when (errors.SkipUnknownEvents)
        {
            DaemonLog.EventSkipped(logger, failure, shard.Name.Identity, sequence);
        }
        catch (EventDeserializationFailureException failure) when (errors.SkipSerializationErrors)
        {
            DaemonLog.EventSkipped(logger, failure, shard.Name.Identity, sequence);
            unreadable.Add(new DeadLetterEvent
            {
                Id = Guid.CreateVersion7(),
                ProjectionName = shard.Name.Name,
                ShardName = shard.Name.ShardKey,
                Timestamp = DateTimeOffset.UtcNow,
                EventSequence = sequence,
                ExceptionMessage = failure.Message,
                ExceptionType = failure.GetType().FullName!,
            });
        }

        return null;
    }

    private NpgsqlCommand Command(long floor, long highWater)
    {
        var graph = store.Options.EventGraph;
        var filter = shard.Filter;
        var command = store.DataSource.CreateCommand();
        var where = $"d.seq_id > {Add(floor)} and d.seq_id <= {Add(highWater)}";
        if (filter.IncludedEventTypes.Count > 0) where += $" and d.type = any({Add(filter.IncludedEventTypes.SelectMany(graph.StoredNamesFor).Distinct().ToArray())})";
        if (!filter.IncludeArchivedEvents) where += " and d.is_archived = false";
        if (filter.StreamType is not null)
        {
            var tenant = graph.IsConjoined ? " and s.tenant_id = d.tenant_id" : "";
            where += $" and exists (select from {graph.DatabaseSchemaName}.mt_streams s where s.id = d.stream_id{tenant} and s.type = {Add(graph.AggregateAliasFor(filter.StreamType))})";
        }

        command.CommandText = $"select {store.EventReader.Columns} from {store.EventReader.Table} where {where} order by d.seq_id limit {Add(shard.Options.BatchSize)}";
        return command;

        string Add(object value)
        {
            command.Parameters.Add(SqlParameters.Inferred(value));
            return $"${command.Parameters.Count}";
        }
    }
}
