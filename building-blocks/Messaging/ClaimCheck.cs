using System.Text;
using Confluent.Kafka;
using MlOps.Blobs;

namespace MlOps.Messaging;

/// <summary>
/// Large wire events travel by digest: the bytes go into the blob store, and the message names them in CloudEvents' <c>dataref</c>
/// extension. So no event that could be stored is too large to be published.
/// </summary>
internal sealed class ClaimCheck(IBlobStore blobs)
{
    /// <summary>Name of the header.</summary>
    public const string Header = "ce_dataref";

    /// <summary>Bytes that a message carries itself; brokers take 1 MB by default, headers included.</summary>
    public const int MaxInline = 512 * 1024;

    /// <summary>Puts the value of a large message into the blob store.</summary>
    public async Task DepositAsync(Message<string, byte[]> message, CancellationToken cancellation)
    {
        if (message.Value.Length <= MaxInline) return;
        using var content = new MemoryStream(message.Value, writable: false);
        var blob = await blobs.PutAsync(content, cancellation);
        message.Headers.Add(Header, Encoding.UTF8.GetBytes(blob.Digest));
        message.Value = [];
    }

    /// <summary>The message with its bytes, wherever they are.</summary>
    public async Task<Consumed> CollectAsync(Consumed message, CancellationToken cancellation)
    {
        if (message.DataRef is not { } digest) return message;
        await using var content = await blobs.OpenAsync(digest, cancellation);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellation);
        return message with { Body = bytes.ToArray(), DataRef = null };
    }
}
