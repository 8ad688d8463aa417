using System.Security.Cryptography;

namespace MlOps.Gateway.Secrets.MasterKeys;

/// <summary>AES-256-GCM with a random nonce, in one array: format, nonce, tag, ciphertext.</summary>
internal static class AesSeal
{
    /// <summary>The length of a key.</summary>
    public const int KeyBytes = 32;

    private const byte Format = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes + TagBytes;

    /// <summary>Encrypts; <paramref name="context"/> is authenticated, and must be the same when it is opened.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content, ReadOnlySpan<byte> context)
    {
        var sealedContent = new byte[HeaderBytes + content.Length];
        sealedContent[0] = Format;
        RandomNumberGenerator.Fill(NonceOf(sealedContent));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(NonceOf(sealedContent), content, sealedContent.AsSpan(HeaderBytes), TagOf(sealedContent), context);
        return sealedContent;
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="CryptographicException">It was sealed with another key or in another context, or was changed since.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> sealedContent, ReadOnlySpan<byte> context)
    {
        if (sealedContent.Length < HeaderBytes || sealedContent[0] != Format)
            throw new CryptographicException("The sealed content has another format.");
        var content = new byte[sealedContent.Length - HeaderBytes];
        using var aes = new AesGcm(key, TagBytes);
        var nonce = sealedContent.Slice(1, NonceBytes);
        var tag = sealedContent.Slice(1 + NonceBytes, TagBytes);
        aes.Decrypt(nonce, sealedContent[HeaderBytes..], tag, content, context);
        return content;
    }

    private static Span<byte> NonceOf(byte[] sealedContent) => sealedContent.AsSpan(1, NonceBytes);

    private static Span<byte> TagOf(byte[] sealedContent) => sealedContent.AsSpan(1 + NonceBytes, TagBytes);
}
