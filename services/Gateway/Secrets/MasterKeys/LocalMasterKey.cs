using System.Security.Cryptography;

namespace MlOps.Gateway.Secrets.MasterKeys;

/// <summary>A master key in this process's memory.</summary>
internal sealed class LocalMasterKey
{
    private const int IdBytes = 16;
    private readonly byte[] key;

    private LocalMasterKey(byte[] key)
    {
        this.key = key;
        // With a key, so that the id is of no use for anything else.
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(key, "mlops master key"u8))[..(2 * IdBytes)];
    }

    /// <summary>The key's name, which follows from the key.</summary>
    public string Id { get; }

    public static LocalMasterKey Create() => new(RandomNumberGenerator.GetBytes(AesSeal.KeyBytes));

    /// <summary>Reads a key in base64.</summary>
    /// <exception cref="InvalidDataException">It is none; the message does not quote it.</exception>
    public static LocalMasterKey Parse(string text, string source)
    {
        var read = new byte[AesSeal.KeyBytes];
        return Convert.TryFromBase64String(text.Trim(), read, out var length) && length == read.Length
            ? new LocalMasterKey(read)
            : throw new InvalidDataException($"{source} is not a master key: {AesSeal.KeyBytes} random bytes in base64.");
    }

    public string ToText() => Convert.ToBase64String(key);

    public byte[] Wrap(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> context) => AesSeal.Seal(key, dataKey, context);

    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context) => AesSeal.Open(key, wrapped, context);
}
