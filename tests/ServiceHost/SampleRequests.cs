using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace MlOps.ServiceHost;

/// <summary>Requests whose fields all hold something plausible, so that a single bad value is not hidden by others.</summary>
public static class SampleRequests
{
    // Deep enough for every message of the contracts; a message that holds itself stops here.
    private const int MaxDepth = 5;

    /// <summary>
    /// A message with every field set; of a oneof, the first member. <paramref name="texts"/>: what string fields of a name hold.
    /// </summary>
    public static IMessage Of(MessageDescriptor type, IReadOnlyDictionary<string, string> texts) => Of(type, texts, 0);

    private static IMessage Of(MessageDescriptor type, IReadOnlyDictionary<string, string> texts, int depth)
    {
        if (type.FullName == Timestamp.Descriptor.FullName) return Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddYears(56));
        if (type.FullName == Duration.Descriptor.FullName) return Duration.FromTimeSpan(TimeSpan.FromMinutes(1));
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.RealContainingOneof is { } oneof && oneof.Fields[0] != field) continue;
            // Neither is a value that any request may carry.
            if (field.Name is "expected_version" or "page_token") continue;
            if (field.FieldType == FieldType.Message && depth == MaxDepth) continue;
            Set(message, field, texts, depth);
        }

        return message;
    }

    /// <summary>Puts a plausible value into a field; one item where it is a list or a map.</summary>
    private static void Set(IMessage message, FieldDescriptor field, IReadOnlyDictionary<string, string> texts, int depth)
    {
        if (field.IsMap)
        {
            var map = (System.Collections.IDictionary)field.Accessor.GetValue(message);
            map[Value(field.MessageType.FindFieldByNumber(1), texts, depth)] = Value(field.MessageType.FindFieldByNumber(2), texts, depth);
        }
        else if (field.IsRepeated)
        {
            ((System.Collections.IList)field.Accessor.GetValue(message)).Add(Value(field, texts, depth));
        }
        else
        {
            field.Accessor.SetValue(message, Value(field, texts, depth));
        }
    }

    private static object Value(FieldDescriptor field, IReadOnlyDictionary<string, string> texts, int depth) => field.FieldType switch
    {
        FieldType.String => field.Name == "request_id" ? Guid.NewGuid().ToString("N") : texts.GetValueOrDefault(field.Name, "sample"),
        FieldType.Bytes => ByteString.CopyFromUtf8("sample"),
        FieldType.Bool => true,
        FieldType.Double => 1.0,
        FieldType.Float => 1f,
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => 1L,
        FieldType.UInt64 or FieldType.Fixed64 => 1UL,
        FieldType.UInt32 or FieldType.Fixed32 => 1U,
        FieldType.Message or FieldType.Group => Of(field.MessageType, texts, depth + 1),
        // Enumerations are set by their number.
        _ => 1,
    };
}
