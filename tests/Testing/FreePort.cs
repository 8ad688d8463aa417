using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MlOps.Testing;

/// <summary>Ports of the loopback address that nothing listens on.</summary>
public static class FreePort
{
    // Below the range from which the kernel takes the ports of outgoing connections, which would otherwise get one in the
    // meantime, and below what an AppHost chooses from.
    private const int First = 10_000;
    private const int End = 20_000;
    private static readonly ConcurrentBag<Socket> Claims = [];

    /// <summary>A port that is free now and is given to no other test, of this process or another one, while this process lives.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (Claimed(port) && IsFree(port)) return port;
        }
    }

    // Whoever binds the abstract name has the claim; the kernel drops the name with the process.
    private static bool Claimed(int port)
    {
        var claim = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        if (!Binds(claim, new UnixDomainSocketEndPoint($"\0mlops-test-port-{port}"))) return false;
        Claims.Add(claim);
        return true;
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        return Binds(socket, new IPEndPoint(IPAddress.Loopback, port));
    }

    private static bool Binds(Socket socket, EndPoint address)
    {
        try
        {
            socket.Bind(address);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            socket.Dispose();
            return false;
        }
    }
}
