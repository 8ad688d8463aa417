using System.Security.Cryptography;
using System.Text;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>The HMAC secret (at least 32 bytes) with which all services of one system sign and verify access tokens.</summary>
public sealed class IdentityKey
{
    private const int MinBytes = 32;

    /// <summary>Creates a key from its bytes.</summary>
    /// <exception cref="ArgumentException">The key is shorter than 32 bytes.</exception>
    public IdentityKey(byte[] bytes)
    {
        if (bytes.Length < MinBytes) throw new ArgumentException($"An identity key must have at least {MinBytes} bytes.", nameof(bytes));
        Bytes = bytes;
    }

    internal byte[] Bytes { get; }

    /// <summary>
    /// Reads the key from a base64 file; creates the file (mode 600) if it does not exist. Safe when several processes start at once.
    /// </summary>
    /// <exception cref="InvalidDataException">The file does not contain a base64 key of at least 32 bytes.</exception>
    public static IdentityKey OpenOrCreate(string path)
    {
        if (!File.Exists(path)) Create(path);
        try
        {
            return new IdentityKey(Convert.FromBase64String(File.ReadAllText(path).Trim()));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path} does not contain an identity key: {e.Message}", e);
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
            // Another process won the race: use its key.
            File.Delete(draft);
        }

        DurableFile.SyncDirectory(directory);
    }
}
