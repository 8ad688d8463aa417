using System.Net;
using System.Net.Sockets;
using MlOps.Testing;

namespace MlOps.ServiceHost;

/// <summary>Two ports that nobody else gets while the service that they are for has not started.</summary>
internal sealed class ServicePorts
{
    private readonly Socket http = Bind();
    private readonly Socket grpc = Bind();

    private ServicePorts() => (Http, Grpc) = (PortOf(http), PortOf(grpc));

    public int Http { get; }

    public int Grpc { get; }

    public static ServicePorts Reserve() => new();

    /// <summary>Lets the service listen on them.</summary>
    public void Release()
    {
        http.Dispose();
        grpc.Dispose();
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    // Bound but not listening: connections are refused, and nobody finds the port free.
    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, FreePort.Next()));
        return socket;
    }
}
