using System.Security.Cryptography;
using System.Text;
using MlOps.Durability;

namespace MlOps.Hosting.Postgres;

/// <summary>A password that is generated once and kept in a file of its owner's: a cluster that exists knows no other.</summary>
internal sealed class PasswordFile(string path)
{
    private const string Characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const int Length = 24;
    private readonly Lock gate = new();

    /// <summary>The password.</summary>
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
