using System.Net;
using System.Net.Sockets;

namespace MlOps.Testing;

/// <summary>Ports of the loopback address that nothing listens on.</summary>
public static class FreePort
{
    /// <summary>Asks the kernel for a port that is free now.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
