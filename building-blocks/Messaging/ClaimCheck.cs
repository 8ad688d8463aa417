using System.Text;
using Confluent.Kafka;
using MlOps.Blobs;

namespace MlOps.Messaging;

/// <summary>
/// Claim check for large wire events: the payload is stored in the blob store, and the message carries its digest in the CloudEvents
/// extension <c>dataref</c>. No stored event is too large to be published.
/// </summary>
internal sealed class ClaimCheck(IBlobStore blobs)
{
    /// <summary>The name of the header with the digest.</summary>
    public const string Header = "ce_dataref";

    /// <summary>The maximum size of an inline payload, in bytes; brokers accept 1 MB by default, headers included.</summary>
    public const int MaxInline = 512 * 1024;

    /// <summary>Moves the payload of a large message into the blob store; leaves a small one unchanged.</summary>
    public async Task DepositAsync(Message<string, byte[]> message, CancellationToken cancellation)
    {
        if (message.Value.Length <= MaxInline) return;
        using var content = new MemoryStream(message.Value, writable: false);
        var blob = await blobs.PutAsync(content, cancellation);
        message.Headers.Add(Header, Encoding.UTF8.GetBytes(blob.Digest));
        message.Value = [];
    }

    /// <summary>Returns the message with its payload, read from the blob store if it is not inline.</summary>
    public async Task<Consumed> CollectAsync(Consumed message, CancellationToken cancellation)
    {
        if (message.DataRef is not { } digest) return message;
        await using var content = await blobs.OpenAsync(digest, cancellation);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellation);
        return message with { Body = bytes.ToArray(), DataRef = null };
    }
}
