using System.Buffers.Binary;
using System.Numerics;
using MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.PredictionLog;

/// <summary>
/// A journal segment. Record: 4 bytes length, 4 bytes CRC-32C of the body (little-endian), then the prediction as protobuf.
/// </summary>
internal static class SegmentFile
{
    public const string Open = ".open";
    public const string Closed = ".segment";
    public const string Damaged = ".damaged";
    public const int HeaderBytes = 8;

    /// <summary>The whole records of a segment, up to its end or to the first that is not whole.</summary>
    public static SegmentContent Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var records = new List<LoggedPrediction>();
        var position = 0;
        while (bytes.Length - position >= HeaderBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(position));
            // No prediction is empty: zeros are what a power failure leaves.
            if (length <= 0) return new SegmentContent(records, bytes.Length - position, IsDamaged: true);
            if (length > bytes.Length - position - HeaderBytes) break;
            var body = bytes.AsMemory(position + HeaderBytes, length);
            if (Checksum(body.Span) != BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(position + 4)))
                return new SegmentContent(records, bytes.Length - position, IsDamaged: true);
            records.Add(new LoggedPrediction(Prediction.Parser.ParseFrom(body.Span), body));
            position += HeaderBytes + length;
        }
        return new SegmentContent(records, bytes.Length - position, IsDamaged: false);
    }

    /// <summary>CRC-32C (Castagnoli), which processors have an instruction for.</summary>
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

/// <summary>A prediction and the bytes that it was written as.</summary>
internal sealed record LoggedPrediction(Prediction Prediction, ReadOnlyMemory<byte> Bytes);

/// <summary>What a segment holds.</summary>
/// <param name="LostBytes">Bytes behind the last whole record.</param>
/// <param name="IsDamaged">Whether they are more than the torn record of a killed process, whose prediction was never answered.</param>
internal sealed record SegmentContent(IReadOnlyList<LoggedPrediction> Records, int LostBytes, bool IsDamaged);
