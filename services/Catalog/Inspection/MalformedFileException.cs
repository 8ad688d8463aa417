namespace MlOps.Catalog.Inspection;

/// <summary>A file that is not what its format demands: where (line from 1; 0 = the file as a whole) and why.</summary>
internal sealed class MalformedFileException(long line, string reason)
    : Exception(line > 0 ? $"line {line}: {reason}" : reason)
{
    public long Line { get; } = line;
}
