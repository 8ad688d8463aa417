using System.Globalization;
using Confluent.Kafka;

namespace MlOps.Messaging;

/// <summary>Where a dead letter is: <c>topic@partition@offset</c> of the topic of dead letters.</summary>
internal readonly record struct DeadLetterId(TopicPartition Partition, long Offset)
{
    /// <summary>Whether the text is such a place, written as <see cref="ToString"/> writes it.</summary>
    public static bool TryParse(string text, out DeadLetterId id)
    {
        id = default;
        var parts = text.Split('@');
        if (parts is not [{ Length: > 0 and <= 249 } topic, var partition, var offset]) return false;
        if (!int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (!long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var at)) return false;
        id = new DeadLetterId(new TopicPartition(topic, number), at);
        return id.ToString() == text;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Partition.Topic}@{Partition.Partition.Value}@{Offset}");
}
