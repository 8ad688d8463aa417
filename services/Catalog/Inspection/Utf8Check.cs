namespace MlOps.Catalog.Inspection;

/// <summary>Validates UTF-8 byte by byte (Unicode 15, table 3-7), so that errors are reported with their line.</summary>
internal struct Utf8Check
{
    private int pending;
    private byte low;
    private byte high;

    /// <summary>Whether a multi-byte character is incomplete.</summary>
    public readonly bool Incomplete => pending > 0;

    /// <summary>Validates the next byte; false if it is not well-formed UTF-8.</summary>
    public bool Accept(byte value)
    {
        if (pending > 0)
        {
            if (value < low || value > high) return false;
            pending--;
            (low, high) = (0x80, 0xBF);
            return true;
        }

        if (value < 0x80) return true;
        (pending, low, high) = value switch
        {
            >= 0xC2 and <= 0xDF => (1, (byte)0x80, (byte)0xBF),
            0xE0 => (2, (byte)0xA0, (byte)0xBF),
            0xED => (2, (byte)0x80, (byte)0x9F),
            >= 0xE1 and <= 0xEF => (2, (byte)0x80, (byte)0xBF),
            0xF0 => (3, (byte)0x90, (byte)0xBF),
            >= 0xF1 and <= 0xF3 => (3, (byte)0x80, (byte)0xBF),
            0xF4 => (3, (byte)0x80, (byte)0x8F),
            _ => (0, (byte)0, (byte)0),
        };
        return pending > 0;
    }
}
