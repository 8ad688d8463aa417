namespace Aspire.Hosting.Dashboard.Telemetry;

/// <summary>The two layers around spans, log records and metrics alike: by resource, then by instrumentation scope.</summary>
internal static class OtlpEnvelope
{
    /// <summary>Reads one item; gives null for one that is left out.</summary>
    public delegate T? ItemReader<T>(string resource, string scope, ReadOnlySpan<byte> item);

    /// <summary>Reads an ExportTraceServiceRequest, ExportLogsServiceRequest or ExportMetricsServiceRequest.</summary>
    public static List<T> Read<T>(ReadOnlySpan<byte> request, ItemReader<T> readItem)
    {
        var items = new List<T>();
        var reader = new ProtobufReader(request);
        while (reader.Next(out var field))
        {
            if (field == 1) ReadResource(reader.Bytes(), items, readItem);
            else reader.Skip();
        }
        return items;
    }

    private static void ReadResource<T>(ReadOnlySpan<byte> message, List<T> items, ItemReader<T> readItem)
    {
        var resource = "unknown";
        var reader = new ProtobufReader(message);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: resource = OtlpValues.ServiceName(reader.Bytes()); break;
                case 2: ReadScope(resource, reader.Bytes(), items, readItem); break;
                default: reader.Skip(); break;
            }
        }
    }

    private static void ReadScope<T>(string resource, ReadOnlySpan<byte> message, List<T> items, ItemReader<T> readItem)
    {
        var scope = "";
        var reader = new ProtobufReader(message);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: scope = ScopeName(reader.Bytes()); break;
                case 2:
                    if (readItem(resource, scope, reader.Bytes()) is { } item) items.Add(item);
                    break;
                default: reader.Skip(); break;
            }
        }
    }

    private static string ScopeName(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next(out var field))
        {
            if (field == 1) return OtlpValues.Text(reader.Bytes());
            reader.Skip();
        }
        return "";
    }
}
