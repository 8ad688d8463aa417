namespace MlOps.Gateway.Secrets.MasterKeys;

/// <summary>
/// Where master keys are: they wrap the data keys of values, and never leave the provider. A key is known by its id; which one is in use
/// is the record's affair (<see cref="MasterKeyTable"/>), so that all nodes change over at once.
/// </summary>
internal interface IMasterKeys
{
    /// <summary>Whether the provider has the key.</summary>
    /// <exception cref="InvalidDataException">It has, but not so that it may be used: its file is open to others, or damaged.</exception>
    bool Has(string keyId);

    /// <summary>The key to change over to: a new one, or the one that the provider is configured with.</summary>
    Task<string> NextAsync(CancellationToken cancellation);

    /// <summary>Encrypts a data key; <paramref name="context"/> must be the same when it is opened.</summary>
    Task<byte[]> WrapAsync(string keyId, ReadOnlyMemory<byte> dataKey, ReadOnlyMemory<byte> context, CancellationToken cancellation);

    /// <summary>Decrypts a data key.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was not wrapped by this key in this context.</exception>
    Task<byte[]> UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellation);

    /// <summary>Destroys a key under which nothing is any more; does nothing if it is gone, or if that is the operator's affair.</summary>
    Task DestroyAsync(string keyId, CancellationToken cancellation);
}
