namespace Aspire.Hosting.Dashboard.Telemetry;

internal static class OtlpSpan
{
    private const ulong ErrorStatus = 2;
    private static readonly string[] Kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];

    /// <summary>Reads a Span (opentelemetry/proto/trace/v1).</summary>
    public static SpanRecord Read(string resource, string scope, ReadOnlySpan<byte> message)
    {
        string traceId = "", spanId = "", parentId = "", name = "", kind = Kinds[0], statusMessage = "";
        ulong start = 0, end = 0;
        var isError = false;
        var attributes = new Dictionary<string, string>();
        var reader = new ProtobufReader(message);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: traceId = OtlpValues.Hex(reader.Bytes()); break;
                case 2: spanId = OtlpValues.Hex(reader.Bytes()); break;
                case 4: parentId = OtlpValues.Hex(reader.Bytes()); break;
                case 5: name = OtlpValues.Text(reader.Bytes()); break;
                case 6: kind = Kinds.ElementAtOrDefault((int)Math.Min(reader.Varint(), 99)) ?? Kinds[0]; break;
                case 7: start = reader.Fixed64(); break;
                case 8: end = reader.Fixed64(); break;
                case 9: OtlpValues.AddAttribute(attributes, reader.Bytes()); break;
                case 15: (isError, statusMessage) = Status(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }
        if (scope.Length > 0) attributes.TryAdd("otel.scope.name", scope);
        return new(resource, traceId, spanId, parentId, name, kind, start, end, isError, statusMessage, attributes);
    }

    private static (bool IsError, string Message) Status(ReadOnlySpan<byte> message)
    {
        var (isError, text) = (false, "");
        var reader = new ProtobufReader(message);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 2: text = OtlpValues.Text(reader.Bytes()); break;
                case 3: isError = reader.Varint() == ErrorStatus; break;
                default: reader.Skip(); break;
            }
        }
        return (isError, text);
    }
}
