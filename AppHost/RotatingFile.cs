namespace MlOps.AppHost;

/// <summary>A text file that never grows past its limit (10 MB): what it holds then replaces <c>{path}.1</c>.</summary>
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
