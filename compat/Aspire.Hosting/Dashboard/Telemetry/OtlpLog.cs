namespace Aspire.Hosting.Dashboard.Telemetry;

internal static class OtlpLog
{
    /// <summary>Reads a LogRecord (opentelemetry/proto/logs/v1).</summary>
    public static LogRecord Read(string resource, string scope, ReadOnlySpan<byte> message)
    {
        ulong time = 0, observed = 0;
        var severity = 0;
        string level = "", body = "", traceId = "";
        var attributes = new Dictionary<string, string>();
        var reader = new ProtobufReader(message);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: time = reader.Fixed64(); break;
                case 2: severity = (int)Math.Min(reader.Varint(), 24); break;
                case 3: level = OtlpValues.Text(reader.Bytes()); break;
                case 5: body = OtlpValues.AnyValue(reader.Bytes()); break;
                case 6: OtlpValues.AddAttribute(attributes, reader.Bytes()); break;
                case 9: traceId = OtlpValues.Hex(reader.Bytes()); break;
                case 11: observed = reader.Fixed64(); break;
                default: reader.Skip(); break;
            }
        }
        return new(resource, scope, time != 0 ? time : observed, severity, level, body, traceId, attributes);
    }
}
