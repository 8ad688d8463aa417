using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Messaging.V1;
using MlOps.Messaging;

namespace MlOps.EventSourcing.DeadLetters;

/// <summary>Maps dead letters to <c>mlops.messaging.v1.DeadLetter</c>.</summary>
internal static class DeadLetterMessages
{
    public static DeadLetter ToWire(this DecidedDeadLetter letter)
    {
        var record = letter.Record;
        var message = new DeadLetter
        {
            Id = record.Id.ToString(),
            Consumer = record.Consumer,
            Failure = record.Failure,
            Topic = record.Original.Topic,
            Partition = record.Original.Partition.Value,
            Offset = record.Original.Offset.Value,
            DeadTime = record.DeadAt.ToTimestamp(),
            SizeBytes = record.Original.Message.Value?.Length ?? 0,
            State = letter.Decision switch
            {
                null => DeadLetterState.Waiting,
                { Replayed: true } => DeadLetterState.Replayed,
                _ => DeadLetterState.Discarded,
            },
            DecidedBy = letter.Decision?.By ?? "",
            DecideTime = letter.Decision?.At.ToTimestamp(),
            Revision = letter.Decision is null ? 0 : 1,
        };
        if (EventOf(record) is not { } of) return message;
        message.EventId = of.Id;
        message.EventType = of.Type;
        message.Subject = of.Subject;
        message.Actor = of.Actor;
        message.EventTime = of.Time.ToTimestamp();
        return message;
    }

    private static Consumed? EventOf(DeadLetterRecord record)
    {
        try
        {
            return CloudEvents.Read(record.Original);
        }
        catch (PoisonMessageException)
        {
            // A poison message has no readable event attributes.
            return null;
        }
    }
}
