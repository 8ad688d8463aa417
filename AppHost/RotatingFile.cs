namespace MlOps.AppHost;

/// <summary>A text file that is rotated to <c>{path}.1</c> when it reaches its size limit (10 MB).</summary>
internal sealed class RotatingFile(string path, long limit = 10_000_000) : IDisposable
{
    private StreamWriter? writer;

    /// <summary>Appends lines.</summary>
    public void Append(IEnumerable<string> lines)
    {
        writer ??= new StreamWriter(path, append: true);
        foreach (var line in lines) writer.WriteLine(line);
        writer.Flush();
        if (writer.BaseStream.Length < limit) return;
        Dispose();
        File.Move(path, $"{path}.1", overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        writer?.Dispose();
        writer = null;
    }
}
