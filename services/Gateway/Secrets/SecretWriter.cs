using System.Security.Cryptography;
using Google.Protobuf;
using Marten;
using MlOps.EventSourcing;
using MlOps.Gateway.Secrets.MasterKeys;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Gateway.Secrets;

/// <summary>Records a new version, and stores its value encrypted in the same transaction.</summary>
internal sealed class SecretWriter(Mutations mutations, MasterKeyTable table, MasterKeyChain masters, SecretValues values)
{
    private const int MaxAttempts = 5;

    /// <param name="name">The secret, in the caller's workspace.</param>
    /// <param name="request">The request without its value: of what is kept to know a retry by, nobody may guess a value.</param>
    /// <param name="value">The value.</param>
    /// <param name="decide">Current state or null, now → events.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="InvalidRequestException">The request id was already used with different content.</exception>
    public async Task<Mutated<Secret>> WriteAsync(
        string name, IMessage request, ByteString value, Func<Secret?, DateTimeOffset, IEnumerable<object>> decide,
        CancellationToken cancellation)
    {
        var workspace = Caller.Current.Workspace;
        for (var attempt = 1; ; attempt++)
        {
            var keyId = await table.CurrentAsync(cancellation)
                ?? throw new InvalidOperationException("There is no master key: the gateway makes one when it starts.");
            using var key = await DataKey.CreateAsync(masters, keyId, workspace, name, cancellation);
            try
            {
                var written = await mutations.ApplyAsync<Secret>(
                    Secret.StreamOf(workspace, name), request, decide, cancellation,
                    (session, events) => Store(session, events, workspace, name, key, value.Span));
                if (written.Repeated) await RequireEqualAsync(written.State, workspace, value, cancellation);
                return written;
            }
            catch (Exception e) when (attempt < MaxAttempts && IsKeyRetired(e))
            {
                // Between the look at the table and the commit: the next attempt is under the key that is in use now.
            }
        }
    }

    private static void Store(
        IDocumentSession session, IReadOnlyList<object> events, string workspace, string name, DataKey key, ReadOnlySpan<byte> value)
    {
        foreach (var recorded in events)
        {
            switch (recorded)
            {
                case SecretCreated e:
                    Add(e.Version, value);
                    break;
                case SecretUpdated e:
                    Add(e.Version, value);
                    foreach (var removed in e.RemovedVersions) Envelopes.Remove(session, new EnvelopeId(workspace, name, removed));
                    break;
            }
        }

        void Add(long version, ReadOnlySpan<byte> content)
        {
            var id = new EnvelopeId(workspace, name, version);
            Envelopes.Add(session, id, key.Seal(id, content));
        }
    }

    /// <summary>A retry has the same value as the first request, as long as that is there to compare with.</summary>
    private async Task RequireEqualAsync(Secret secret, string workspace, ByteString value, CancellationToken cancellation)
    {
        var stored = await values.OpenAsync(new EnvelopeId(secret.Workspace, secret.Name, secret.LatestVersion), cancellation);
        var equal = stored is null || CryptographicOperations.FixedTimeEquals(stored, value.Span);
        CryptographicOperations.ZeroMemory(stored);
        if (!equal || secret.Workspace != workspace)
            throw new InvalidRequestException("request_id", "was already used for a request with different content");
    }

    private static bool IsKeyRetired(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation }) return true;
        }

        return false;
    }
}
