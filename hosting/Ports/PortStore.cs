using System.Security.Cryptography;
using System.Text.Json;
using MlOps.Durability;

namespace MlOps.Hosting.Ports;

/// <summary>Assigns a port to each name: the one of the last start if it is still free, else a random one.</summary>
internal sealed class PortStore(string path)
{
    // Below the kernel's range of ephemeral ports.
    private const int First = 20_000;
    private const int End = 32_000;

    /// <summary>Assigns a distinct free port to each name.</summary>
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
