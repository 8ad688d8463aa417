using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Google.Protobuf;
using JasperFx.Events;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Kafka;

/// <summary>CloudEvents 1.0 in Kafka's binary mode: the attributes are headers, the value is the protobuf message.</summary>
internal static class CloudEvents
{
    public const string TraceParent = "traceparent";
    private const string SpecVersion = "1.0";
    private const string ContentType = "application/protobuf";

    /// <summary>The Kafka message of a stored event.</summary>
    public static Message<string, byte[]> Write(IEvent stored, IMessage wire, string source, string? traceParent)
    {
        var headers = new Headers();
        Add(headers, "ce_specversion", SpecVersion);
        Add(headers, "ce_id", stored.Id.ToString());
        Add(headers, "ce_type", wire.Descriptor.FullName);
        Add(headers, "ce_source", source);
        Add(headers, "ce_subject", stored.StreamKey);
        Add(headers, "ce_time", stored.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add(headers, "content-type", ContentType);
        Add(headers, "ce_actor", Header(stored, CallerSessions.Actor) ?? stored.UserName);
        Add(headers, "ce_workspace", Header(stored, CallerSessions.Workspace));
        Add(headers, "ce_correlationid", stored.CorrelationId);
        Add(headers, "ce_causationid", stored.CausationId);
        Add(headers, "ce_reason", Header(stored, CallerSessions.Reason));
        Add(headers, "ce_sequence", stored.Sequence.ToString(CultureInfo.InvariantCulture));
        Add(headers, "ce_streamversion", stored.Version.ToString(CultureInfo.InvariantCulture));
        Add(headers, TraceParent, traceParent);
        return new Message<string, byte[]> { Key = stored.StreamKey!, Value = wire.ToByteArray(), Headers = headers };
    }

    /// <summary>Reads a message; throws <see cref="PoisonMessageException"/> if it is no CloudEvent of this system.</summary>
    public static Consumed Read(ConsumeResult<string, byte[]> result)
    {
        var headers = new Dictionary<string, string>();
        foreach (var header in result.Message.Headers) headers[header.Key] = Encoding.UTF8.GetString(header.GetValueBytes() ?? []);
        return new Consumed
        {
            Id = Required("ce_id"),
            Type = Required("ce_type"),
            Source = Required("ce_source"),
            Subject = headers.GetValueOrDefault("ce_subject") ?? "",
            Time = DateTimeOffset.TryParse(Required("ce_time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : throw new PoisonMessageException("the header ce_time is not a time"),
            Actor = headers.GetValueOrDefault("ce_actor") ?? "",
            Workspace = headers.GetValueOrDefault("ce_workspace") ?? Caller.DefaultWorkspace,
            CorrelationId = headers.GetValueOrDefault("ce_correlationid") ?? "",
            CausationId = headers.GetValueOrDefault("ce_causationid") ?? "",
            Reason = headers.GetValueOrDefault("ce_reason") ?? "",
            Sequence = Number("ce_sequence"),
            StreamVersion = Number("ce_streamversion"),
            TraceParent = headers.GetValueOrDefault(TraceParent),
            Topic = result.Topic,
            Partition = result.Partition.Value,
            Offset = result.Offset.Value,
            Body = result.Message.Value ?? [],
            DataRef = headers.GetValueOrDefault(ClaimCheck.Header),
        };

        string Required(string name) =>
            headers.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw new PoisonMessageException($"the header {name} is missing");

        long Number(string name) => !headers.TryGetValue(name, out var text) ? 0
            : long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
            : throw new PoisonMessageException($"the header {name} is not a number");
    }

    private static string? Header(IEvent stored, string name) => stored.GetHeader(name)?.ToString();

    private static void Add(Headers headers, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) headers.Add(name, Encoding.UTF8.GetBytes(value));
    }
}
