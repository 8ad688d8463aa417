using MlOps.ServiceDefaults.Errors;

namespace MlOps.Gateway.Secrets.MasterKeys;

/// <summary>
/// The providers of master keys in their order: the first one has the next key, and a key is used where it is. So a change of the
/// provider is a rotation like any other.
/// </summary>
internal sealed class MasterKeyChain(IEnumerable<IMasterKeys> providers)
{
    private const string Reason = "MASTER_KEY_UNAVAILABLE";
    private readonly IReadOnlyList<IMasterKeys> providers = [.. providers];

    /// <summary>Whether a provider has the key.</summary>
    /// <exception cref="InvalidDataException">One has, but not so that it may be used.</exception>
    public bool Has(string keyId) => providers.Any(provider => provider.Has(keyId));

    /// <summary>The key to change over to.</summary>
    public Task<string> NextAsync(CancellationToken cancellation) => providers[0].NextAsync(cancellation);

    /// <summary>Encrypts a data key.</summary>
    /// <exception cref="UnavailableException">The master key cannot be used.</exception>
    public Task<byte[]> WrapAsync(
        string keyId, ReadOnlyMemory<byte> dataKey, ReadOnlyMemory<byte> context, CancellationToken cancellation) =>
        WithAsync(keyId, provider => provider.WrapAsync(keyId, dataKey, context, cancellation));

    /// <summary>Decrypts a data key.</summary>
    /// <exception cref="UnavailableException">The master key cannot be used.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was not wrapped by this key in this context.</exception>
    public Task<byte[]> UnwrapAsync(
        string keyId, ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellation) =>
        WithAsync(keyId, provider => provider.UnwrapAsync(keyId, wrapped, context, cancellation));

    /// <summary>Destroys a key under which nothing is any more, wherever it is.</summary>
    public async Task DestroyAsync(string keyId, CancellationToken cancellation)
    {
        foreach (var provider in providers) await provider.DestroyAsync(keyId, cancellation);
    }

    private async Task<byte[]> WithAsync(string keyId, Func<IMasterKeys, Task<byte[]>> use)
    {
        try
        {
            var provider = providers.FirstOrDefault(one => one.Has(keyId))
                ?? throw new FileNotFoundException($"No provider has the master key {keyId}.");
            return await use(provider);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new UnavailableException(Reason, $"The master key {keyId} cannot be used; an operator must bring it back.", e);
        }
    }
}
