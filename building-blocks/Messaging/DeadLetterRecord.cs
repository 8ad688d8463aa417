using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace MlOps.Messaging;

/// <summary>A message in a dead-letter topic.</summary>
/// <param name="Id">Its position in the dead-letter topic.</param>
/// <param name="Consumer">The consumer that failed to handle it.</param>
/// <param name="Failure">Type and message of the exception.</param>
/// <param name="DeadAt">When it was dead-lettered.</param>
/// <param name="Workspace">The workspace of the message.</param>
/// <param name="Original">The original message with its topic, partition and offset.</param>
internal sealed record DeadLetterRecord(
    DeadLetterId Id, string Consumer, string Failure, DateTimeOffset DeadAt, string Workspace,
    ConsumeResult<string, byte[]> Original)
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
            dead.Message.Timestamp.UtcDateTime, CloudEvents.WorkspaceOf(dead.Message.Headers), original);

        string Text(string header) => dead.Message.Headers.TryGetLastBytes(header, out var bytes) ? Encoding.UTF8.GetString(bytes) : "";
    }
}
