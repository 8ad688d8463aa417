namespace MlOps.Catalog.Inspection;

/// <summary>Checks bytes for well-formed UTF-8 one at a time (Unicode 15, table 3-7), so that a fault is found in its line.</summary>
internal struct Utf8Check
{
    private int pending;
    private byte low;
    private byte high;

    /// <summary>Whether a character is begun and not complete.</summary>
    public readonly bool Incomplete => pending > 0;

    /// <summary>Takes the next byte; false when it cannot stand here.</summary>
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
