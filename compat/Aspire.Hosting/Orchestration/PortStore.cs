using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace Aspire.Hosting.Orchestration;

/// <summary>Chooses a port for every name, and the same one at the next start if it is still free (<c>ports.json</c>).</summary>
internal sealed class PortStore(LocalStore store)
{
    // Below the range from which the kernel takes the ports of outgoing connections.
    private const int First = 20_000;
    private const int End = 32_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    /// <summary>Gives each name a port of its own that nobody listens on.</summary>
    public IReadOnlyDictionary<string, int> Choose(IEnumerable<string> names)
    {
        var path = store["ports.json"];
        var ports = File.Exists(path) ? JsonSerializer.Deserialize<SortedDictionary<string, int>>(File.ReadAllText(path))! : [];
        var taken = new HashSet<int>();
        foreach (var name in names)
        {
            if (!ports.TryGetValue(name, out var port) || taken.Contains(port) || !IsFree(port)) port = Free(taken);
            taken.Add(port);
            ports[name] = port;
        }
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(ports), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return ports;
    }

    /// <summary>Whether nobody listens on a port of the loopback address.</summary>
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

    /// <summary>Whether a port is free, or becomes so within the time that an application which died may need to take its processes along.</summary>
    public static async Task<bool> BecomesFreeAsync(int port, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; !IsFree(port); waited += Interval)
        {
            if (waited >= Patience) return false;
            await Task.Delay(Interval, cancellationToken);
        }
        return true;
    }

    private static int Free(HashSet<int> taken)
    {
        int port;
        do port = RandomNumberGenerator.GetInt32(First, End);
        while (taken.Contains(port) || !IsFree(port));
        return port;
    }
}
