using Google.Protobuf;
using MlOps.Messaging;

namespace MlOps.Monitoring.Kafka;

/// <summary>Wire events out of messages of any type.</summary>
internal static class ConsumedMessages
{
    /// <exception cref="PoisonMessageException">The bytes are no such event.</exception>
    public static T Parse<T>(this Consumed message, MessageParser<T> parser)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(message.Body.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new PoisonMessageException($"the bytes are no {message.Type}: {e.Message}", e);
        }
    }
}
