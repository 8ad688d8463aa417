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
        var serializer = session.Options.JsonSerializer;
        var metadata = events.MetadataConfig;
        var command = new NpgsqlBatchCommand(CommandText());
        var parameters = command.Parameters;
        parameters.Add(events.HasStringKeys ? SqlParameters.Text(stream.Key) : SqlParameters.Of(stream.Id));
        parameters.Add(SqlParameters.Text(stream.AggregateType is null ? null : events.AggregateAliasFor(stream.AggregateType)));
        parameters.Add(SqlParameters.Text(stream.TenantId));
        Add(e => e.Id, NpgsqlDbType.Uuid);
        Add(e => e.EventTypeName, NpgsqlDbType.Varchar);
        Add(e => e.DotNetTypeName, NpgsqlDbType.Varchar);
        Add(e => serializer.ToUtf8(e.Data), NpgsqlDbType.Jsonb);
        if (metadata.CausationIdEnabled) Add(e => e.CausationId, NpgsqlDbType.Varchar);
        if (metadata.CorrelationIdEnabled) Add(e => e.CorrelationId, NpgsqlDbType.Varchar);
        if (metadata.HeadersEnabled) Add(e => e.Headers is null ? null : serializer.ToUtf8(e.Headers), NpgsqlDbType.Jsonb);
        if (metadata.UserNameEnabled) Add(e => e.UserName, NpgsqlDbType.Varchar);
        if (events.AppendMode == EventAppendMode.QuickWithServerTimestamps) Add(e => e.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz);
        parameters.Add(SqlParameters.OrNull(ExpectedVersion(), NpgsqlDbType.Bigint));
        return command;

        void Add<T>(Func<IEvent, T> value, NpgsqlDbType type) =>
            parameters.Add(IsOne ? SqlParameters.Of(value(stream.Events[0]), type) : SqlParameters.Array(stream.Events.Select(value).ToArray(), type));
    }

    public override void ReadResult(NpgsqlDataReader reader)
    {
        stream.Version = IsOne ? reader.GetInt64(0) : reader.GetFieldValue<long[]>(0)[0];
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

    private bool IsOne => stream.Events.Count == 1;

    private long? ExpectedVersion() => stream.ActionType == StreamActionType.Start ? 0 : stream.ExpectedVersionOnServer;

    private string CommandText()
    {
        var (one, many) = events.AppendCommands ??= (Compose(isOne: true), Compose(isOne: false));
        return IsOne ? one : many;
    }

    private string Compose(bool isOne)
    {
        var count = EventSchema.MetadataColumns(events).Count() + (events.AppendMode == EventAppendMode.QuickWithServerTimestamps ? 1 : 0);
        var sql = new StringBuilder($"select {QuickAppendFunction.Name(events, isOne)}($1, $2, $3, $4, $5, $6, $7, null");
        for (var i = 0; i <= count; i++) sql.Append(System.Globalization.CultureInfo.InvariantCulture, $", ${8 + i}");
        return sql.Append(')').ToString();
    }
}
