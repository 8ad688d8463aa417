using System.Buffers.Binary;
using System.Numerics;
using MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.PredictionLog;

/// <summary>A journal segment. Record: 4 bytes length, 4 bytes CRC-32C of the body (little-endian), then the prediction as protobuf.</summary>
internal static class SegmentFile
{
    public const string Open = ".open";
    public const string Closed = ".segment";
    public const int HeaderBytes = 8;

    /// <summary>The whole records of a segment; what a killed process left half written at its end was answered to nobody.</summary>
    public static (IReadOnlyList<(Prediction Prediction, ReadOnlyMemory<byte> Bytes)> Records, int TornBytes) Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var records = new List<(Prediction, ReadOnlyMemory<byte>)>();
        var position = 0;
        while (bytes.Length - position >= HeaderBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(position));
            if (length < 0 || length > bytes.Length - position - HeaderBytes) break;
            var body = bytes.AsMemory(position + HeaderBytes, length);
            if (Checksum(body.Span) != BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(position + 4))) break;
            records.Add((Prediction.Parser.ParseFrom(body.Span), body));
            position += HeaderBytes + length;
        }
        return (records, bytes.Length - position);
    }

    /// <summary>CRC-32C (Castagnoli), which processors compute themselves.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
