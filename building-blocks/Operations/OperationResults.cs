using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MlOps.Blobs;

namespace MlOps.Operations;

/// <summary>Stores the results of operations: up to 16 KB in the event, larger ones in the blob store (claim check).</summary>
internal sealed class OperationResults(IBlobStore blobs)
{
    private const int MaxInline = 16 * 1024;
    private const string TypePrefix = "type.googleapis.com/";

    public async Task<OperationResult> StoreAsync(IMessage result, CancellationToken cancellation)
    {
        var bytes = result.ToByteArray();
        if (bytes.Length <= MaxInline) return new OperationResult(result.Descriptor.FullName, bytes, null);
        using var content = new MemoryStream(bytes, writable: false);
        return new OperationResult(result.Descriptor.FullName, null, (await blobs.PutAsync(content, cancellation)).Digest);
    }

    public async Task<Any> ReadAsync(OperationResult result, CancellationToken cancellation) =>
        new() { TypeUrl = TypePrefix + result.Type, Value = await BytesAsync(result, cancellation) };

    private async Task<ByteString> BytesAsync(OperationResult result, CancellationToken cancellation)
    {
        if (result.Bytes is { } bytes) return ByteString.CopyFrom(bytes);
        await using var content = await blobs.OpenAsync(result.Digest!, cancellation);
        return await ByteString.FromStreamAsync(content, cancellation);
    }
}
