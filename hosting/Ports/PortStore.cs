using System.Security.Cryptography;
using System.Text.Json;
using MlOps.Durability;

namespace MlOps.Hosting.Ports;

/// <summary>Chooses a port for every name, and the same one at the next start if it is still free.</summary>
internal sealed class PortStore(string path)
{
    // Below the range from which the kernel takes the ports of outgoing connections.
    private const int First = 20_000;
    private const int End = 32_000;

    /// <summary>Gives each name a port of its own that nobody listens on.</summary>
    public IReadOnlyDictionary<string, int> Choose(IEnumerable<string> names)
    {
        var ports = File.Exists(path) ? JsonSerializer.Deserialize<SortedDictionary<string, int>>(File.ReadAllText(path))! : [];
        var taken = new HashSet<int>();
        foreach (var name in names)
        {
            if (!ports.TryGetValue(name, out var port) || taken.Contains(port) || !LoopbackPort.IsFree(port)) port = Free(taken);
            taken.Add(port);
            ports[name] = port;
        }
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(ports), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return ports;
    }

    private static int Free(HashSet<int> taken)
    {
        int port;
        do port = RandomNumberGenerator.GetInt32(First, End);
        while (taken.Contains(port) || !LoopbackPort.IsFree(port));
        return port;
    }
}
