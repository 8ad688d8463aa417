using System.Net.Sockets;
using System.Text;

namespace MlOps.Gateway.Tests.Edge;

/// <summary>HTTP/1.1 written by hand: whatever bytes, and all that comes back until the server closes the connection.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Sends a text and reads until the end; what is sent is not followed by an end of the connection.</summary>
    public static async Task<string> ExchangeAsync(Uri server, string sent)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port);
        var stream = socket.GetStream();
        var received = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(sent));
            await stream.CopyToAsync(received).WaitAsync(Limit);
        }
        catch (IOException)
        {
            // The server has closed the connection before all was sent, or with bytes unread; what it said before counts.
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The connection stays open after: {Encoding.Latin1.GetString(received.ToArray())}");
        }

        return Encoding.Latin1.GetString(received.ToArray());
    }

    /// <summary>A request without a body that ends its connection.</summary>
    public static Task<string> GetAsync(Uri server, string path, string host, params string[] headers) =>
        ExchangeAsync(server, $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n");

    /// <summary>The statuses of all answers in what was received.</summary>
    public static IReadOnlyList<int> Statuses(string received) =>
        [.. received.Split("HTTP/1.1 ").Skip(1).Select(answer => int.Parse(answer.AsSpan(0, 3)))];

    /// <summary>What stands after the headers of the first answer.</summary>
    public static string BodyOf(string received) => received[(received.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
