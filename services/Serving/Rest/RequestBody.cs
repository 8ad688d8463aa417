using System.Buffers;
using MlOps.Serving.Inference;

namespace MlOps.Serving.Rest;

/// <summary>A whole request body in a pooled buffer.</summary>
internal readonly struct RequestBody(byte[] buffer, int length) : IDisposable
{
    private const int FirstBytes = 4096;

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    /// <exception cref="InferenceException">The body is larger than <see cref="Limits.BodyBytes"/>.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.Headers.ContainsKey("Inference-Header-Content-Length"))
            throw InferenceException.Invalid("binary tensor data is not supported; send the tensors as JSON, or raw over gRPC");
        if (request.ContentLength > Limits.BodyBytes) throw TooLarge();
        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? FirstBytes) + 1);
        var length = 0;
        int read;
        while ((read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellation)) > 0)
        {
            length += read;
            if (length > Limits.BodyBytes) throw TooLarge();
            if (length < buffer.Length) continue;
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
        return new RequestBody(buffer, length);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private static InferenceException TooLarge() =>
        new(InferenceFault.TooLarge, $"the body is larger than {Limits.BodyBytes} bytes");
}
