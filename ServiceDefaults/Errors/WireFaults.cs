using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace MlOps.ServiceDefaults.Errors;

/// <summary>
/// Validates every protobuf request: rejects text with U+0000, which PostgreSQL cannot store, and timestamps and durations that are out of
/// range or not normalized, which .NET cannot convert.
/// </summary>
internal static class WireFaults
{
    private const long MaxDurationSeconds = 315_576_000_000;
    private static readonly ConcurrentDictionary<MessageDescriptor, FieldDescriptor[]> Checked = new();

    /// <summary>Throws <see cref="InvalidRequestException"/> with all errors of the message, if there are any.</summary>
    public static void ThrowIfAny(IMessage message)
    {
        Faults? faults = null;
        Check(message, "", ref faults);
        faults?.ThrowIfAny();
    }

    private static void Check(IMessage message, string path, ref Faults? faults)
    {
        foreach (var field in Checked.GetOrAdd(message.Descriptor, FieldsOf))
        {
            switch (field.Accessor.GetValue(message))
            {
                case null or "":
                    break;
                case IDictionary map:
                    if (map.Count > 0) CheckMap(map, path + field.Name, ref faults);
                    break;
                case IList list:
                    for (var i = 0; i < list.Count; i++) CheckValue(list[i]!, path, field.Name, i, ref faults);
                    break;
                case var value:
                    CheckValue(value, path, field.Name, null, ref faults);
                    break;
            }
        }
    }

    private static void CheckMap(IDictionary map, string path, ref Faults? faults)
    {
        foreach (DictionaryEntry entry in map)
        {
            CheckValue(entry.Key, path, ".key", null, ref faults);
            CheckValue(entry.Value!, path, ".value", null, ref faults);
        }
    }

    private static void CheckValue(object value, string path, string name, int? index, ref Faults? faults)
    {
        switch (value)
        {
            case string text when text.Contains('\0'):
                (faults ??= new Faults()).Require(false, PathOf(path, name, index), "must not have the character U+0000");
                break;
            case Timestamp moment when !Faults.IsMoment(moment):
                (faults ??= new Faults()).Moment(moment, PathOf(path, name, index));
                break;
            case Duration duration when !IsNormal(duration):
                (faults ??= new Faults()).Require(
                    false, PathOf(path, name, index), "must be a normalized duration of at most 10,000 years");
                break;
            case Timestamp or Duration:
                break;
            case IMessage inner:
                Check(inner, PathOf(path, name, index) + ".", ref faults);
                break;
        }
    }

    private static bool IsNormal(Duration duration) =>
        duration is { Seconds: >= -MaxDurationSeconds and <= MaxDurationSeconds, Nanos: > -1_000_000_000 and < 1_000_000_000 }
        && Math.Sign(duration.Seconds) * Math.Sign(duration.Nanos) >= 0;

    private static string PathOf(string path, string name, int? index) => index is { } i ? $"{path}{name}[{i}]" : path + name;

    /// <summary>The fields to check: strings, timestamps, durations, and messages that contain one, recursive types included.</summary>
    private static FieldDescriptor[] FieldsOf(MessageDescriptor type) =>
        [.. type.Fields.InDeclarationOrder().Where(field => CanFail(field, []))];

    private static bool CanFail(FieldDescriptor field, HashSet<MessageDescriptor> above) => field.FieldType switch
    {
        FieldType.String => true,
        FieldType.Message => field.MessageType == Timestamp.Descriptor || field.MessageType == Duration.Descriptor
            || (above.Add(field.MessageType) && field.MessageType.Fields.InDeclarationOrder().Any(inner => CanFail(inner, above))),
        _ => false,
    };
}
