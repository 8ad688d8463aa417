using System.Net;
using System.Net.Sockets;

namespace MlOps.Hosting.Ports;

/// <summary>Ports of the loopback address.</summary>
internal static class LoopbackPort
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether a port is free.</summary>
    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }

    /// <summary>Waits until a port is free; false on timeout.</summary>
    public static async Task<bool> BecomesFreeAsync(int port, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (!IsFree(port))
        {
            if (time.GetElapsedTime(start) >= patience) return false;
            await Task.Delay(Interval, time, cancellation);
        }
        return true;
    }
}
