using System.IO.Compression;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>Validates a model file, a ZIP archive: ML.NET unpacks it without a limit and may loop for ever on corrupt content.</summary>
internal static class ModelZip
{
    private const int MaxEntries = 256;
    private const long MaxBytes = 2L << 30;

    // CRC-32 as in APPNOTE.TXT 4.4.7, which .NET does not verify.
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i =>
    {
        var crc = (uint)i;
        for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        return crc;
    })];

    /// <exception cref="InvalidModelException">The archive has too many entries, they are too large, or one is corrupt.</exception>
    public static void Check(Stream file, long maxBytes = MaxBytes)
    {
        using (var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true))
        {
            if (archive.Entries.Count > MaxEntries)
                throw new InvalidModelException($"The model file has {archive.Entries.Count} entries; {MaxEntries} are allowed.");
            // .NET unpacks no entry beyond its declared length.
            if (archive.Entries.Sum(entry => (double)entry.Length) > maxBytes)
                throw new InvalidModelException($"The model file unpacks to more than {maxBytes} bytes.");
            var buffer = new byte[1 << 16];
            foreach (var entry in archive.Entries)
            {
                if (Crc(entry, buffer) != entry.Crc32)
                    throw new InvalidModelException($"The entry '{entry.FullName}' of the model file is corrupt.");
            }
        }

        file.Position = 0;
    }

    private static uint Crc(ZipArchiveEntry entry, byte[] buffer)
    {
        using var content = entry.Open();
        var crc = uint.MaxValue;
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            foreach (var value in buffer.AsSpan(0, read)) crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }
}
