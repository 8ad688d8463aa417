using System.Security.Cryptography;
using MlOps.Gateway.Secrets.MasterKeys;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Gateway.Secrets;

/// <summary>Opens the values of secrets.</summary>
internal sealed class SecretValues(Envelopes envelopes, MasterKeyChain masters)
{
    /// <summary>The value of a version; null if there is none, or none any more.</summary>
    /// <exception cref="UnavailableException">The master key cannot be used.</exception>
    /// <exception cref="DataLossException">What is stored was changed, or belongs elsewhere.</exception>
    public async Task<byte[]?> OpenAsync(EnvelopeId id, CancellationToken cancellation)
    {
        for (string? before = null; ;)
        {
            if (await envelopes.FindAsync(id, cancellation) is not { } envelope) return null;
            try
            {
                return await OpenAsync(id, envelope, cancellation);
            }
            catch (UnavailableException) when (envelope.KeyId != before)
            {
                // The key may have been retired since the row was read: then the value is under another one.
                before = envelope.KeyId;
            }
        }
    }

    private async Task<byte[]> OpenAsync(EnvelopeId id, Envelope envelope, CancellationToken cancellation)
    {
        byte[]? key = null;
        try
        {
            key = await masters.UnwrapAsync(envelope.KeyId, envelope.WrappedKey, id.KeyContext, cancellation);
            return AesSeal.Open(key, envelope.Ciphertext, id.ValueContext);
        }
        catch (CryptographicException)
        {
            throw new DataLossException("secret", $"{id.Name}/{id.Version}", "What is stored of the secret's value cannot be opened.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
