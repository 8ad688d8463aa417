using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace MlOps.Messaging;

/// <summary>A wire event as it came from Kafka: its attributes, where it stood, and its bytes.</summary>
public record Consumed : CloudEvent
{
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
