namespace MlOps.Catalog.Inspection;

/// <summary>A malformed file: line (1-based; 0 = the whole file) and reason.</summary>
internal sealed class MalformedFileException(long line, string reason)
    : Exception(line > 0 ? $"line {line}: {reason}" : reason)
{
    public long Line { get; } = line;
}
