using System.Globalization;

namespace MlOps.Broker.Storage;

// Crash recovery when the log is opened.
internal sealed partial class PartitionLog
{
    private string StartOffsetPath => Path.Combine(directory, "start-offset");

    private void Recover()
    {
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory);
            DurableFile.SyncDirectory(Path.GetDirectoryName(directory)!);
        }

        foreach (var unfinished in Directory.EnumerateFiles(directory, $"*{UnfinishedCopy}")) File.Delete(unfinished);
        var files = Directory.EnumerateFiles(directory, "*.log")
            .Select(path => (Path: path, BaseOffset: long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture)))
            .OrderBy(file => file.BaseOffset)
            .ToList();
        if (files.Count == 0)
        {
            segments.Add(Segment.Create(directory, 0));
            DurableFile.SyncDirectory(directory);
            return;
        }

        foreach (var (path, baseOffset) in files[..^1]) segments.Add(Segment.OpenSealed(path, baseOffset));
        RestoreProducers(files[^1].BaseOffset);
        segments.Add(Segment.Recover(files[^1].Path, files[^1].BaseOffset, Recovered, out var cut));
        if (cut > 0) logger.TailCut(Name, cut, EndOffset);

        StartOffset = segments[0].BaseOffset;
        EndOffset = Math.Max(EndOffset, Active.BaseOffset);
        if (File.Exists(StartOffsetPath))
            StartOffset = Math.Clamp(long.Parse(File.ReadAllText(StartOffsetPath), CultureInfo.InvariantCulture), StartOffset, EndOffset);
    }

    private void Recovered(RecordBatchHeader header)
    {
        producers.Add(header, time.GetUtcNow().ToUnixTimeMilliseconds());
        EndOffset = header.LastOffset + 1;
    }

    /// <summary>Restores the producer sequences at the start of the active segment: from a snapshot, else from earlier batches.</summary>
    private void RestoreProducers(long activeBase)
    {
        var snapshot = SnapshotPath(activeBase);
        if (File.Exists(snapshot))
        {
            producers.Restore(File.ReadAllBytes(snapshot));
            return;
        }

        foreach (var segment in segments)
        {
            var file = segment.Open();
            using (var scanner = new BatchScanner(file.Handle, 0, segment.Size))
            {
                while (scanner.MoveNext()) Recovered(scanner.Header);
            }

            file.Release();
        }
    }
}
