using System.Text.Json;

namespace MlOps.Catalog.Inspection;

/// <summary>Validates that a JSON file in UTF-8 is an array of objects or a sequence of objects (JSON Lines).</summary>
internal static class JsonStructure
{
    private const int BufferBytes = 256 * 1024;
    // DuckDB's limit for one object.
    private const int MaxBufferBytes = 16 * 1024 * 1024;

    /// <summary>Reads the file and returns the number of objects.</summary>
    /// <exception cref="MalformedFileException">The first error, with its line.</exception>
    public static long Check(Stream file, CancellationToken cancellation)
    {
        var state = new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 64 });
        var records = new Records();
        var utf8 = new Utf8Check();
        var buffer = new byte[BufferBytes];
        var (filled, line, final) = (0, 1L, false);
        while (!final)
        {
            cancellation.ThrowIfCancellationRequested();
            if (filled == buffer.Length) Grow(ref buffer, line);
            var read = file.Read(buffer, filled, buffer.Length - filled);
            final = read == 0;
            foreach (var value in buffer.AsSpan(filled, read))
            {
                if (!utf8.Accept(value)) throw new MalformedFileException(line, $"byte 0x{value:X2} is not UTF-8");
                if (value == '\n') line++;
            }

            filled += read;
            var reader = new Utf8JsonReader(buffer.AsSpan(0, filled), final, state);
            try
            {
                while (reader.Read())
                {
                    records.Take(reader.TokenType, reader.CurrentDepth);
                    CheckText(ref reader);
                }
            }
            catch (JsonException e)
            {
                var at = e.LineNumber ?? 0;
                throw new MalformedFileException(at + 1, e.Message.Split(" LineNumber:")[0]);
            }
            catch (RecordException e)
            {
                var before = buffer.AsSpan((int)reader.TokenStartIndex, filled - (int)reader.TokenStartIndex).Count((byte)'\n');
                throw new MalformedFileException(line - before, e.Message);
            }

            state = reader.CurrentState;
            var consumed = (int)reader.BytesConsumed;
            buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
            filled -= consumed;
        }

        if (records.Count == 0) throw new MalformedFileException(0, "the file has no objects");
        return records.Count;
    }

    // Escapes can encode lone surrogates and U+0000, which DuckDB statements and PostgreSQL cannot store.
    private static void CheckText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String) || !reader.ValueIsEscaped) return;
        try
        {
            if (reader.GetString()!.Contains('\0')) throw new RecordException("a text with the character U+0000");
        }
        catch (InvalidOperationException)
        {
            throw new RecordException("a text with half of a surrogate pair");
        }
    }

    private static void Grow(ref byte[] buffer, long line)
    {
        if (buffer.Length >= MaxBufferBytes) throw new MalformedFileException(line, $"a value is longer than {MaxBufferBytes} bytes");
        Array.Resize(ref buffer, buffer.Length * 2);
    }

    private sealed class Records
    {
        private bool? array;

        public long Count { get; private set; }

        public void Take(JsonTokenType token, int depth)
        {
            if (depth == 0 && array is null) array = token == JsonTokenType.StartArray;
            else if (depth == 0 && array == true && token != JsonTokenType.EndArray)
                throw new RecordException("more follows the array of objects");
            var recordDepth = array == true ? 1 : 0;
            if (depth != recordDepth || token is JsonTokenType.EndObject) return;
            if (token != JsonTokenType.StartObject) throw new RecordException("a record that is not an object");
            Count++;
        }
    }

    private sealed class RecordException(string message) : Exception(message);
}
