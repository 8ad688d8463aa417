namespace Aspire.Hosting.Orchestration;

/// <summary>Replaces a file so that every reader sees the old text or the new one.</summary>
internal static class AtomicFile
{
    public static void Write(string path, string text, UnixFileMode mode)
    {
        var next = $"{path}.new";
        File.Delete(next);
        using (var stream = new FileStream(next, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        using (var writer = new StreamWriter(stream))
        {
            writer.Write(text);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }
        File.Move(next, path, overwrite: true);
    }
}
