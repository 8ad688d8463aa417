using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;

namespace MlOps.ServiceDefaults.Tests.Hostile;

/// <summary>A call made by hand over HTTP/2, with whatever bytes and headers.</summary>
internal static class RawCall
{
    private static readonly HttpMessageInvoker Invoker = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Posts a body and returns the status, wherever the server put it.</summary>
    public static async Task<(string? Status, string? Message, byte[] Body)> SendAsync(Uri server, string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = Create(server, path, new ByteArrayContent(body), headers);
        using var response = await Invoker.SendAsync(request, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        var received = await response.Content.ReadAsByteArrayAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return (Find(response, "grpc-status"), Find(response, "grpc-message"), received);
    }

    /// <summary>One message in its frame.</summary>
    public static byte[] Frame(IMessage message, byte flag = 0) => Frame(message.ToByteArray(), flag);

    /// <summary>One payload in its frame.</summary>
    public static byte[] Frame(byte[] payload, byte flag = 0, uint? length = null)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    private static HttpRequestMessage Create(Uri server, string path, HttpContent content, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static string? Find(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values) ? values.Single() : null;
}
