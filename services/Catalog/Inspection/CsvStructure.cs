using System.Text;
using MlOps.Analytics;

namespace MlOps.Catalog.Inspection;

/// <summary>The structure of a well-formed CSV file.</summary>
internal sealed record CsvShape(IReadOnlyList<string> Header, char Delimiter, long Rows);

/// <summary>
/// Validates a CSV file byte by byte, without heuristics: RFC 4180 in UTF-8 with a header, the same number
/// of fields in every record, one kind of line ending. The delimiter is comma, semicolon, tab or pipe.
/// </summary>
internal sealed class CsvStructure
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];
    private readonly byte delimiter;
    private readonly List<byte> field = [];
    private readonly List<string> header = [];
    private Utf8Check utf8;
    private State state = State.FieldStart;
    private bool headerRead;
    private bool? carriageReturns;
    private int fields;
    private long recordBytes;
    private long records;
    private long line = 1;
    private long recordLine = 1;
    private long quoteLine;
    private long blankLine;

    private CsvStructure(byte delimiter) => this.delimiter = delimiter;

    private enum State
    {
        FieldStart,
        Plain,
        Quoted,
        QuoteInQuoted,
        CarriageReturn,
    }

    /// <summary>Reads the file once.</summary>
    /// <exception cref="MalformedFileException">The first error, with its line.</exception>
    public static CsvShape Check(Stream file, CancellationToken cancellation)
    {
        var buffer = new byte[256 * 1024];
        var read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (read == 0) throw new MalformedFileException(0, "the file is empty");
        var start = buffer.AsSpan(0, read).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        var structure = new CsvStructure(DelimiterOf(buffer.AsSpan(start, read - start)));
        structure.Take(buffer.AsSpan(start, read - start));
        while ((read = file.Read(buffer)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            structure.Take(buffer.AsSpan(0, read));
        }

        return structure.End();
    }

    // The delimiter is the most frequent candidate in the header line; without any, the file has one column.
    private static byte DelimiterOf(ReadOnlySpan<byte> beginning)
    {
        Span<byte> candidates = [(byte)',', (byte)';', (byte)'\t', (byte)'|'];
        Span<int> counts = stackalloc int[candidates.Length];
        var quoted = false;
        foreach (var value in beginning)
        {
            if (value == '"') quoted = !quoted;
            if (quoted) continue;
            if (value == '\n') break;
            if (candidates.IndexOf(value) is >= 0 and var candidate) counts[candidate]++;
        }

        var best = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            if (counts[i] > counts[best]) best = i;
        }

        return candidates[best];
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) Take(value);
    }

    private void Take(byte value)
    {
        if (!utf8.Accept(value)) throw Fault(line, $"byte 0x{value:X2} is not UTF-8");
        if (value == 0) throw Fault(line, "a zero byte: this is a binary file, not CSV");
        if (++recordBytes > DatasetTable.MaxCsvRecordBytes)
            throw Fault(recordLine, $"the record is longer than {DatasetTable.MaxCsvRecordBytes} bytes");
        switch (state)
        {
            case State.FieldStart when value == '"':
                BeginRecord();
                quoteLine = line;
                state = State.Quoted;
                break;
            case State.FieldStart or State.Plain:
                if (Ends(value)) break;
                if (value == '"') throw Fault(line, "a quote inside an unquoted field");
                BeginRecord();
                Append(value);
                state = State.Plain;
                break;
            case State.Quoted when value == '"':
                state = State.QuoteInQuoted;
                break;
            case State.Quoted:
                if (value == '\n') line++;
                Append(value);
                break;
            case State.QuoteInQuoted when value == '"':
                Append(value);
                state = State.Quoted;
                break;
            case State.QuoteInQuoted:
                if (!Ends(value)) throw Fault(line, "text after the closing quote of a field");
                break;
            case State.CarriageReturn:
                if (value != '\n') throw Fault(line, "a carriage return without a line feed");
                EndLine(carriageReturn: true);
                break;
            default:
                throw new InvalidOperationException($"No such state: {state}.");
        }
    }

    // Delimiters and line endings end a field in every state outside quotes.
    private bool Ends(byte value)
    {
        if (value == delimiter)
        {
            BeginRecord();
            EndField();
            return true;
        }

        if (value == '\n')
        {
            EndLine(carriageReturn: false);
            return true;
        }

        if (value != '\r') return false;
        // Keeps empty lines detectable: this is the only byte of the line so far.
        state = State.CarriageReturn;
        return true;
    }

    private void BeginRecord()
    {
        if (blankLine > 0) throw Fault(blankLine, headerRead ? "a blank line between records" : "a blank line before the header");
    }

    private void EndField()
    {
        fields++;
        if (!headerRead) header.Add(Encoding.UTF8.GetString([.. field]));
        field.Clear();
        state = State.FieldStart;
    }

    private void EndLine(bool carriageReturn)
    {
        carriageReturns ??= carriageReturn;
        if (carriageReturns != carriageReturn) throw Fault(line, "the line ends are mixed (LF and CR LF)");
        var blank = recordBytes == (carriageReturn ? 2 : 1);
        if (blank)
        {
            if (header.Count == 1) throw Fault(line, "a blank line");
            if (blankLine == 0) blankLine = line;
            state = State.FieldStart;
        }
        else
        {
            EndRecord();
        }

        line++;
        recordLine = line;
        recordBytes = 0;
    }

    private void EndRecord()
    {
        EndField();
        if (!headerRead)
        {
            CheckHeader();
        }
        else
        {
            if (fields != header.Count) throw Fault(recordLine, $"has {fields} fields where the header has {header.Count}");
            records++;
        }

        headerRead = true;
        fields = 0;
    }

    private void CheckHeader()
    {
        if (header.Count > Limits.Columns) throw Fault(recordLine, $"has {header.Count} columns, more than {Limits.Columns}");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < header.Count; i++)
        {
            var name = header[i];
            if (string.IsNullOrWhiteSpace(name)) throw Fault(recordLine, $"column {i + 1} has no name");
            if (name.Length > Limits.ColumnNameLength)
                throw Fault(recordLine, $"the name of column {i + 1} is longer than {Limits.ColumnNameLength}");
            if (name.Any(char.IsControl)) throw Fault(recordLine, $"the name of column {i + 1} has control characters");
            if (!seen.Add(name)) throw Fault(recordLine, $"two columns are named '{name}' (names differ by more than case)");
        }
    }

    private void Append(byte value)
    {
        if (!headerRead) field.Add(value);
    }

    private CsvShape End()
    {
        if (utf8.Incomplete) throw Fault(line, "the file ends within a UTF-8 character");
        if (state == State.Quoted) throw Fault(quoteLine, "a quoted field begins here and does not end");
        if (state == State.CarriageReturn) throw Fault(line, "a carriage return without a line feed");
        if (recordBytes > 0) EndRecord();
        if (!headerRead) throw Fault(0, "the file has no header");
        if (records == 0) throw Fault(line, "the file has a header and no rows");
        return new CsvShape(header, (char)delimiter, records);
    }

    private static MalformedFileException Fault(long line, string reason) => new(line, reason);
}
