using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace MlOps.ServiceDefaults.Kafka;

/// <summary>A wire event as it came from Kafka: its CloudEvents attributes, where it stood, and its bytes.</summary>
public record Consumed
{
    /// <summary>Id of the event (UUID); the same in a duplicate.</summary>
    public required string Id { get; init; }

    /// <summary>Full protobuf name of the wire event.</summary>
    public required string Type { get; init; }

    /// <summary>The publishing service, e.g. <c>/mlops/registry</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Stream key of the aggregate.</summary>
    public required string Subject { get; init; }

    /// <summary>When the event was recorded.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who caused it; empty if unknown, as are the other texts.</summary>
    public required string Actor { get; init; }

    public required string Workspace { get; init; }

    public required string CorrelationId { get; init; }

    public required string CausationId { get; init; }

    public required string Reason { get; init; }

    /// <summary>Global position in the publishing service's store.</summary>
    public required long Sequence { get; init; }

    /// <summary>Version of the aggregate's stream.</summary>
    public required long StreamVersion { get; init; }

    /// <summary>W3C trace context of the publishing span.</summary>
    public required string? TraceParent { get; init; }

    public required string Topic { get; init; }

    public required int Partition { get; init; }

    public required long Offset { get; init; }

    /// <summary>The protobuf bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Digest of the blob that holds the bytes until they are collected; null where the message carried them.</summary>
    internal string? DataRef { get; init; }
}

/// <summary>A wire event of a known type.</summary>
public sealed record Consumed<T> : Consumed
    where T : IMessage<T>, new()
{
    private static readonly MessageParser<T> Parser = new(() => new T());

    [SetsRequiredMembers]
    internal Consumed(Consumed message)
        : base(message)
    {
        try
        {
            Data = Parser.ParseFrom(message.Body.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new PoisonMessageException($"the bytes are no {message.Type}: {e.Message}", e);
        }
    }

    /// <summary>The event.</summary>
    public T Data { get; }
}
