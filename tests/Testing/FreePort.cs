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

    /// <summary>A port that is free now.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // Somebody else's: another one.
            }
        }
    }
}
