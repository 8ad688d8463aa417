using System.Text;
using JasperFx.Events;
using Marten.Events;
using Marten.Exceptions;
using Marten.Internal.Schema;
using Marten.Internal.Sessions;
using Npgsql;
using NpgsqlTypes;

namespace Marten.Internal.Operations;

/// <summary>Appends the events of one stream by the server function.</summary>
internal sealed class AppendEvents(StreamAction stream, EventGraph events) : StorageOperation
{
    public override bool HasResult => true;

    public override NpgsqlBatchCommand ToCommand(DocumentSession session)
    {
        var command = new NpgsqlBatchCommand(CommandText(events));
        var count = stream.Events.Count;
        var ids = new Guid[count];
        var types = new string[count];
        var dotNetTypes = new string[count];
        var bodies = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            var e = stream.Events[i];
            ids[i] = e.Id;
            types[i] = e.EventTypeName;
            dotNetTypes[i] = e.DotNetTypeName;
            bodies[i] = session.Owner.Options.JsonSerializer.ToUtf8(e.Data);
        }

        var parameters = command.Parameters;
        parameters.Add(events.HasStringKeys ? SqlParameters.Text(stream.Key) : SqlParameters.Of(stream.Id));
        parameters.Add(SqlParameters.Text(stream.AggregateType is null ? null : events.AggregateAliasFor(stream.AggregateType)));
        parameters.Add(SqlParameters.Text(stream.TenantId));
        parameters.Add(SqlParameters.Array(ids, NpgsqlDbType.Uuid));
        parameters.Add(SqlParameters.Array(types, NpgsqlDbType.Varchar));
        parameters.Add(SqlParameters.Array(dotNetTypes, NpgsqlDbType.Varchar));
        parameters.Add(SqlParameters.Array(bodies, NpgsqlDbType.Jsonb));
        AddMetadata(parameters, session);
        parameters.Add(SqlParameters.OrNull(ExpectedVersion(), NpgsqlDbType.Bigint));
        return command;
    }

    public override void ReadResult(NpgsqlDataReader reader)
    {
        stream.Version = reader.GetFieldValue<long[]>(0)[0];
        var version = stream.Version - stream.Events.Count;
        foreach (var e in stream.Events) e.Version = ++version;
    }

    public override Exception? Translate(PostgresException exception) => exception.SqlState switch
    {
        "MT001" => new InvalidStreamOperationException(exception.MessageText),
        "MT003" when stream.ActionType == StreamActionType.Start => new ExistingStreamIdCollisionException(stream.Identity, stream.AggregateType),
        "MT003" => new EventStreamUnexpectedMaxEventIdException(stream.Identity, stream.AggregateType, stream.ExpectedVersionOnServer ?? -1, -1),
        PostgresErrorCodes.UniqueViolation when exception.ConstraintName == "pk_mt_events_stream_and_version" =>
            new EventStreamUnexpectedMaxEventIdException(stream.Identity, stream.AggregateType, stream.ExpectedVersionOnServer ?? -1, -1),
        _ => null,
    };

    private long? ExpectedVersion() => stream.ActionType == StreamActionType.Start ? 0 : stream.ExpectedVersionOnServer;

    private void AddMetadata(NpgsqlParameterCollection parameters, DocumentSession session)
    {
        var config = events.MetadataConfig;
        var list = stream.Events;
        if (config.CausationIdEnabled) parameters.Add(SqlParameters.Array(list.Select(e => e.CausationId).ToArray(), NpgsqlDbType.Varchar));
        if (config.CorrelationIdEnabled) parameters.Add(SqlParameters.Array(list.Select(e => e.CorrelationId).ToArray(), NpgsqlDbType.Varchar));
        if (config.HeadersEnabled)
        {
            var serializer = session.Owner.Options.JsonSerializer;
            parameters.Add(SqlParameters.Array(list.Select(e => e.Headers is null ? null : serializer.ToUtf8(e.Headers)).ToArray(), NpgsqlDbType.Jsonb));
        }

        if (config.UserNameEnabled) parameters.Add(SqlParameters.Array(list.Select(e => e.UserName).ToArray(), NpgsqlDbType.Varchar));
        if (events.AppendMode == EventAppendMode.QuickWithServerTimestamps)
            parameters.Add(SqlParameters.Array(list.Select(e => e.Timestamp.UtcDateTime).ToArray(), NpgsqlDbType.TimestampTz));
    }

    private static string CommandText(EventGraph events) => events.AppendCommand ??= Compose(events);

    private static string Compose(EventGraph events)
    {
        var count = EventSchema.MetadataColumns(events).Count() + (events.AppendMode == EventAppendMode.QuickWithServerTimestamps ? 1 : 0);
        var sql = new StringBuilder($"select {QuickAppendFunction.Name(events)}($1, $2, $3, $4, $5, $6, $7, null");
        for (var i = 0; i <= count; i++) sql.Append(System.Globalization.CultureInfo.InvariantCulture, $", ${8 + i}");
        return sql.Append(')').ToString();
    }
}
