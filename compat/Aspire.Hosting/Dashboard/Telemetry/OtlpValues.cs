using System.Globalization;
using System.Text;

namespace Aspire.Hosting.Dashboard.Telemetry;

/// <summary>Reads what traces, metrics and logs have in common (opentelemetry/proto/common and resource), within bounds.</summary>
internal static class OtlpValues
{
    private const int MaxAttributes = 32;
    private const int MaxText = 1_000;
    private const int MaxDepth = 4;

    public static string Text(ReadOnlySpan<byte> utf8) => Cut(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, MaxText * 4)]));

    public static string Hex(ReadOnlySpan<byte> id) => Convert.ToHexStringLower(id[..Math.Min(id.Length, 16)]);

    /// <summary>Adds a KeyValue.</summary>
    public static void AddAttribute(Dictionary<string, string> attributes, ReadOnlySpan<byte> keyValue)
    {
        var (key, value) = KeyValue(keyValue, MaxDepth);
        if (attributes.Count < MaxAttributes) attributes[key] = value;
    }

    /// <summary>The service name of a Resource.</summary>
    public static string ServiceName(ReadOnlySpan<byte> resource)
    {
        var reader = new ProtobufReader(resource);
        while (reader.Next(out var field))
        {
            if (field != 1)
            {
                reader.Skip();
                continue;
            }
            var (key, value) = KeyValue(reader.Bytes(), MaxDepth);
            if (key == "service.name") return value;
        }
        return "unknown";
    }

    /// <summary>An AnyValue as text.</summary>
    public static string AnyValue(ReadOnlySpan<byte> message) => AnyValue(message, MaxDepth);

    private static string AnyValue(ReadOnlySpan<byte> message, int depth)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: return Text(reader.Bytes());
                case 2: return reader.Varint() != 0 ? "true" : "false";
                case 3: return ((long)reader.Varint()).ToString(CultureInfo.InvariantCulture);
                case 4: return reader.Double().ToString(CultureInfo.InvariantCulture);
                case 5: return $"[{List(reader.Bytes(), depth, isMap: false)}]";
                case 6: return $"{{{List(reader.Bytes(), depth, isMap: true)}}}";
                case 7: return $"{reader.Bytes().Length} bytes";
                default: reader.Skip(); break;
            }
        }
        return "";
    }

    private static string List(ReadOnlySpan<byte> message, int depth, bool isMap)
    {
        if (depth == 0) return "…";
        var text = new StringBuilder();
        var reader = new ProtobufReader(message);
        while (reader.Next(out var field))
        {
            if (field != 1 || text.Length >= MaxText)
            {
                reader.Skip();
                continue;
            }
            if (text.Length > 0) text.Append(", ");
            if (isMap)
            {
                var (key, value) = KeyValue(reader.Bytes(), depth - 1);
                text.Append(key).Append('=').Append(value);
            }
            else
            {
                text.Append(AnyValue(reader.Bytes(), depth - 1));
            }
        }
        return Cut(text.ToString());
    }

    private static (string Key, string Value) KeyValue(ReadOnlySpan<byte> message, int depth)
    {
        string key = "", value = "";
        var reader = new ProtobufReader(message);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: key = Text(reader.Bytes()); break;
                case 2: value = AnyValue(reader.Bytes(), depth); break;
                default: reader.Skip(); break;
            }
        }
        return (key, value);
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : $"{text[..MaxText]}…";
}
