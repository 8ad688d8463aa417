using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MlOps.Messaging;

namespace MlOps.Lineage.Ledger;

/// <summary>
/// The SHA-256 of one event: every field as a 4-byte big-endian length and its UTF-8 bytes, in the order of the ledger's
/// columns, the time as Unix microseconds. An entry's hash is SHA-256(hash before it ‖ this digest).
/// </summary>
internal static class EntryDigest
{
    public static byte[] Of(Consumed message)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Text(message.Id);
        Text(LedgerWriter.ServiceOf(message));
        Text(message.Type);
        Text(message.Subject);
        Text(message.Sequence.ToString());
        Text(Microseconds(message.Time).ToString());
        Text(message.Actor);
        Text(message.Workspace);
        Text(message.CorrelationId);
        Text(message.CausationId);
        Text(message.TraceParent ?? "");
        Text(message.Reason);
        Bytes(message.Body.Span);
        return hash.GetHashAndReset();

        void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

        void Bytes(ReadOnlySpan<byte> value)
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
            hash.AppendData(length);
            hash.AppendData(value);
        }
    }

    /// <summary>PostgreSQL keeps microseconds, so no more of the time may count.</summary>
    private static long Microseconds(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
