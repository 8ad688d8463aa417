using JasperFx;
using JasperFx.Events;
using Marten.Events;
using Marten.Exceptions;
using Marten.Services;
using Npgsql;

namespace Marten.Internal.Events;

/// <summary>Turns rows of <c>mt_events</c> (as <c>d</c>) into events.</summary>
internal sealed class EventReader
{
    private readonly EventGraph events;
    private readonly SystemTextJsonSerializer serializer;
    private readonly int causation = -1;
    private readonly int correlation = -1;
    private readonly int headers = -1;
    private readonly int userName = -1;

    public EventReader(StoreOptions options)
    {
        events = options.EventGraph;
        serializer = options.JsonSerializer;
        var columns = new List<string>
        {
            "d.data", "d.type", "d.mt_dotnet_type", "d.seq_id", "d.id", "d.stream_id", "d.version", "d.timestamp", "d.tenant_id", "d.is_archived",
        };
        var metadata = events.MetadataConfig;
        if (metadata.CausationIdEnabled) causation = Add("d.causation_id");
        if (metadata.CorrelationIdEnabled) correlation = Add("d.correlation_id");
        if (metadata.HeadersEnabled) headers = Add("d.headers");
        if (metadata.UserNameEnabled) userName = Add("d.user_name");
        Columns = string.Join(", ", columns);
        Table = $"{events.DatabaseSchemaName}.mt_events d";

        int Add(string column)
        {
            columns.Add(column);
            return columns.Count - 1;
        }
    }

    public string Columns { get; }

    public string Table { get; }

    public static long Sequence(NpgsqlDataReader reader) => reader.GetInt64(3);

    /// <summary>Reads the current row; <paramref name="streamKey"/> spares reading a key that is known.</summary>
    public IEvent Read(NpgsqlDataReader reader, string? streamKey = null)
    {
        var typeName = reader.GetString(1);
        var e = ReadData(reader, typeName);
        e.Sequence = reader.GetInt64(3);
        if (events.HasStringKeys) e.StreamKey = streamKey ?? reader.GetString(5);
        else e.StreamId = reader.GetGuid(5);
        e.Version = reader.GetInt64(6);
        e.Timestamp = new DateTimeOffset(reader.GetDateTime(7));
        e.TenantId = events.IsConjoined ? reader.GetString(8) : StorageConstants.DefaultTenantId;
        e.IsArchived = reader.GetBoolean(9);
        if (causation >= 0 && !reader.IsDBNull(causation)) e.CausationId = reader.GetString(causation);
        if (correlation >= 0 && !reader.IsDBNull(correlation)) e.CorrelationId = reader.GetString(correlation);
        if (headers >= 0 && !reader.IsDBNull(headers)) e.Headers = serializer.FromUtf8<Dictionary<string, object>?>(reader.GetFieldValue<byte[]>(headers));
        if (userName >= 0 && !reader.IsDBNull(userName)) e.UserName = reader.GetString(userName);
        return e;
    }

    private IEvent ReadData(NpgsqlDataReader reader, string typeName)
    {
        var id = reader.GetGuid(4);
        try
        {
            if (events.HasUpcasters && events.UpcasterFor(typeName) is { } upcaster)
                return events.MappingFor(upcaster.EventType).Wrap(upcaster.Read(serializer, reader, 0), id);
            var mapping = events.MappingFor(typeName, () => reader.IsDBNull(2) ? null : reader.GetString(2))
                ?? throw new UnknownEventTypeException(typeName);
            return mapping.Read(reader.GetFieldValue<byte[]>(0), id);
        }
        catch (Exception failure) when (failure is System.Text.Json.JsonException or NotSupportedException)
        {
            throw new EventDeserializationFailureException(Sequence(reader), typeName, failure);
        }
    }
}
