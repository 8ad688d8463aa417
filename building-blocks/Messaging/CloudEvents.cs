using System.Globalization;
using System.Text;
using Confluent.Kafka;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Messaging;

/// <summary>Maps CloudEvents 1.0 to Kafka in binary mode: attributes are headers, the value is the protobuf message.</summary>
internal static class CloudEvents
{
    public const string TraceParent = "traceparent";
    private const string Workspace = "ce_workspace";
    private const string SpecVersion = "1.0";
    private const string ContentType = "application/protobuf";

    /// <summary>
    /// Creates the Kafka message of an event; its key is the workspace and the event's subject, so that the events of one aggregate are
    /// in order.
    /// </summary>
    public static Message<string, byte[]> Write(CloudEvent attributes, byte[] body)
    {
        var headers = new Headers();
        Add(headers, "ce_specversion", SpecVersion);
        Add(headers, "ce_id", attributes.Id);
        Add(headers, "ce_type", attributes.Type);
        Add(headers, "ce_source", attributes.Source);
        Add(headers, "ce_subject", attributes.Subject);
        Add(headers, "ce_time", attributes.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add(headers, "content-type", ContentType);
        Add(headers, "ce_actor", attributes.Actor);
        Add(headers, "ce_via", attributes.Via);
        Add(headers, Workspace, attributes.Workspace);
        Add(headers, "ce_correlationid", attributes.CorrelationId);
        Add(headers, "ce_causationid", attributes.CausationId);
        Add(headers, "ce_reason", attributes.Reason);
        Add(headers, "ce_sequence", attributes.Sequence.ToString(CultureInfo.InvariantCulture));
        Add(headers, "ce_streamversion", attributes.StreamVersion.ToString(CultureInfo.InvariantCulture));
        Add(headers, TraceParent, attributes.TraceParent);
        return new Message<string, byte[]> { Key = $"{attributes.Workspace}/{attributes.Subject}", Value = body, Headers = headers };
    }

    /// <summary>Reads the event of a Kafka message.</summary>
    /// <exception cref="PoisonMessageException">A required header is missing, or a header is malformed.</exception>
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
                : throw new PoisonMessageException("the header ce_time is not a timestamp"),
            Actor = headers.GetValueOrDefault("ce_actor") ?? "",
            Via = headers.GetValueOrDefault("ce_via") ?? "",
            Workspace = WorkspaceOf(result.Message.Headers),
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
            headers.GetValueOrDefault(name) is { Length: > 0 } value
                ? value
                : throw new PoisonMessageException($"the header {name} is missing");

        long Number(string name) => !headers.TryGetValue(name, out var text) ? 0
            : long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
            : throw new PoisonMessageException($"the header {name} is not a number");
    }

    /// <summary>The workspace of a message, even of one that cannot be read otherwise.</summary>
    public static string WorkspaceOf(Headers headers) =>
        headers.TryGetLastBytes(Workspace, out var bytes) && bytes.Length > 0 ? Encoding.UTF8.GetString(bytes) : Caller.DefaultWorkspace;

    private static void Add(Headers headers, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) headers.Add(name, Encoding.UTF8.GetBytes(value));
    }
}
