using System.Security.Cryptography;
using System.Text;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>The secret with which all services of one system sign and verify access tokens (32 bytes or more).</summary>
public sealed class IdentityKey
{
    private const int MinBytes = 32;

    /// <summary>Takes a key that is at hand; shorter than 32 bytes is an <see cref="ArgumentException"/>.</summary>
    public IdentityKey(byte[] bytes)
    {
        if (bytes.Length < MinBytes) throw new ArgumentException($"An identity key has at least {MinBytes} bytes.", nameof(bytes));
        Bytes = bytes;
    }

    internal byte[] Bytes { get; }

    /// <summary>
    /// Reads the key from a file of base64 text; makes it first (mode 600) if there is none. Safe when many start at once.
    /// </summary>
    public static IdentityKey OpenOrCreate(string path)
    {
        if (!File.Exists(path)) Create(path);
        try
        {
            return new IdentityKey(Convert.FromBase64String(File.ReadAllText(path).Trim()));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path} holds no identity key: {e.Message}", e);
        }
    }

    private static void Create(string path)
    {
        path = Path.GetFullPath(path);
        var directory = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(directory);
        var draft = $"{path}.{Guid.NewGuid():n}";
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MinBytes));
        DurableFile.Replace(draft, Encoding.ASCII.GetBytes(key), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its key is the key.
            File.Delete(draft);
        }

        DurableFile.SyncDirectory(directory);
    }
}
