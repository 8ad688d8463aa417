namespace MlOps.Gateway.Secrets;

/// <summary>A version's value as it is stored: encrypted with a data key of its own, which a master key has wrapped.</summary>
/// <param name="KeyId">The master key.</param>
/// <param name="WrappedKey">The data key, encrypted with the master key.</param>
/// <param name="Ciphertext">The value, encrypted with the data key.</param>
internal sealed record Envelope(string KeyId, byte[] WrappedKey, byte[] Ciphertext);
