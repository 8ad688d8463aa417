using System.Security.Cryptography;
using MlOps.Gateway.Secrets.MasterKeys;

namespace MlOps.Gateway.Secrets;

/// <summary>A new data key for one value, wrapped already; it is wiped from memory when it has done its work.</summary>
internal sealed class DataKey : IDisposable
{
    private readonly byte[] key;
    private readonly byte[] wrapped;
    private readonly string keyId;

    private DataKey(byte[] key, byte[] wrapped, string keyId) => (this.key, this.wrapped, this.keyId) = (key, wrapped, keyId);

    public static async Task<DataKey> CreateAsync(
        MasterKeyChain masters, string keyId, string workspace, string name, CancellationToken cancellation)
    {
        var key = RandomNumberGenerator.GetBytes(AesSeal.KeyBytes);
        return new DataKey(key, await masters.WrapAsync(keyId, key, EnvelopeId.KeyContextOf(workspace, name), cancellation), keyId);
    }

    public Envelope Seal(EnvelopeId id, ReadOnlySpan<byte> value) => new(keyId, wrapped, AesSeal.Seal(key, value, id.ValueContext));

    public void Dispose() => CryptographicOperations.ZeroMemory(key);
}
