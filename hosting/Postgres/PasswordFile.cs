using System.Security.Cryptography;
using System.Text;
using MlOps.Durability;

namespace MlOps.Hosting.Postgres;

/// <summary>A password, generated once and kept in a file that only its owner can read: a cluster keeps its first password.</summary>
internal sealed class PasswordFile(string path)
{
    private const string Characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const int Length = 24;
    private readonly Lock gate = new();

    /// <summary>Reads the password, or generates it on first use.</summary>
    public string ReadOrCreate()
    {
        lock (gate)
        {
            if (File.Exists(path)) return File.ReadAllText(path);
            var password = RandomNumberGenerator.GetString(Characters, Length);
            DurableFile.Replace(path, Encoding.ASCII.GetBytes(password), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return password;
        }
    }
}
