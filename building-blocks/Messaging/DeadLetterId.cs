using System.Globalization;
using Confluent.Kafka;

namespace MlOps.Messaging;

/// <summary>The position of a dead letter in its dead-letter topic, as text <c>topic@partition@offset</c>.</summary>
internal readonly record struct DeadLetterId(TopicPartition Partition, long Offset)
{
    /// <summary>Parses an id; false unless the text is in the canonical form of <see cref="ToString"/>.</summary>
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
