using System.Text;

namespace Aspire.Hosting.Orchestration;

/// <summary>Reads lines as they come; one that is longer than 64 Ki characters is cut into pieces.</summary>
internal static class LineReader
{
    private const int MaxLength = 64 * 1024;

    /// <summary>Reads until the end, on a thread of its own: reads of pipes block theirs.</summary>
    public static Task ReadAsync(TextReader reader, Action<string> onLine) =>
        Task.Factory.StartNew(() => Read(reader, onLine), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Read(TextReader reader, Action<string> onLine)
    {
        var line = new StringBuilder();
        var buffer = new char[4096];
        while (reader.Read(buffer, 0, buffer.Length) is > 0 and var count)
        {
            foreach (var c in buffer.AsSpan(0, count))
            {
                if (c == '\n' || line.Length >= MaxLength) Flush();
                if (c is not ('\n' or '\r')) line.Append(c);
            }
        }
        if (line.Length > 0) Flush();

        void Flush()
        {
            onLine(line.ToString());
            line.Clear();
        }
    }
}
