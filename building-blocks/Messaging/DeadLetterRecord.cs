using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace MlOps.Messaging;

/// <summary>A message as it stands among the dead letters.</summary>
/// <param name="Id">Where it is.</param>
/// <param name="Consumer">The consumer that could not handle it.</param>
/// <param name="Failure">Why.</param>
/// <param name="DeadAt">When it was put aside.</param>
/// <param name="Original">The message with the place that it came from.</param>
internal sealed record DeadLetterRecord(
    DeadLetterId Id, string Consumer, string Failure, DateTimeOffset DeadAt, ConsumeResult<string, byte[]> Original)
{
    public static DeadLetterRecord Of(ConsumeResult<string, byte[]> dead)
    {
        var original = new ConsumeResult<string, byte[]>
        {
            Topic = Text(DeadLetters.Topic),
            Partition = int.TryParse(Text(DeadLetters.Partition), CultureInfo.InvariantCulture, out var partition) ? partition : 0,
            Offset = long.TryParse(Text(DeadLetters.Offset), CultureInfo.InvariantCulture, out var offset) ? offset : 0,
            Message = dead.Message,
        };
        return new DeadLetterRecord(
            new DeadLetterId(dead.TopicPartition, dead.Offset.Value), Text(DeadLetters.Consumer), Text(DeadLetters.Reason),
            dead.Message.Timestamp.UtcDateTime, original);

        string Text(string header) => dead.Message.Headers.TryGetLastBytes(header, out var bytes) ? Encoding.UTF8.GetString(bytes) : "";
    }
}
