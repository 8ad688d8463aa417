using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace MlOps.Messaging;

/// <summary>A wire event received from Kafka: its attributes, position and payload.</summary>
public record Consumed : CloudEvent
{
    /// <summary>The topic it was received from.</summary>
    public required string Topic { get; init; }

    /// <summary>The partition it was received from.</summary>
    public required int Partition { get; init; }

    /// <summary>The offset in the partition.</summary>
    public required long Offset { get; init; }

    /// <summary>The protobuf payload; empty while <see cref="DataRef"/> is set.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The digest of the blob with the payload (claim check); null if the payload is inline or has been read.</summary>
    internal string? DataRef { get; init; }
}

/// <summary>A wire event with its parsed payload.</summary>
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
            throw new PoisonMessageException($"the payload is not a valid {message.Type}: {e.Message}", e);
        }
    }

    /// <summary>The parsed event.</summary>
    public T Data { get; }
}
