using Marten;
using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.Gateway.Secrets.MasterKeys;
using MlOps.Gateway.Tokens;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Gateway.Secrets;

/// <summary>Reads what is known of the secrets of the caller's workspace, and of master keys.</summary>
internal sealed class SecretQueries(CallerSessions sessions)
{
    private const string ReadKeys = "identity.master_keys.read_all";

    /// <exception cref="NotFoundException">There is no such secret, or none any more.</exception>
    public static Secret Existing(Secret? secret, string name) =>
        secret is { DeletedAt: null } ? secret : throw new NotFoundException("secret", name);

    /// <exception cref="NotFoundException">There is no such version, or its value was destroyed.</exception>
    public static SecretVersion VersionOf(Secret secret, long version) =>
        secret.Versions.FirstOrDefault(one => one.Version == version)
        ?? throw new NotFoundException("secret version", $"{secret.Name}/{version}");

    /// <summary>A secret and its uses, if it has any.</summary>
    /// <exception cref="NotFoundException">There is no such secret, or none any more.</exception>
    public async Task<(Secret Secret, SecretUses? Uses)> GetAsync(string name, CancellationToken cancellation)
    {
        var workspace = Caller.Current.Workspace;
        await using var session = sessions.Query();
        var secret = Existing(await session.LoadAsync<Secret>(Secret.StreamOf(workspace, name), cancellation), name);
        return (secret, await session.LoadAsync<SecretUses>(SecretUses.StreamOf(workspace, name), cancellation));
    }

    /// <exception cref="NotFoundException">There is no such secret, or none any more.</exception>
    public async Task<Secret> FindAsync(string name, CancellationToken cancellation)
    {
        await using var session = sessions.Query();
        return Existing(await session.LoadAsync<Secret>(Secret.StreamOf(Caller.Current.Workspace, name), cancellation), name);
    }

    /// <summary>By name, with the uses of those that were used.</summary>
    public async Task<(Page<Secret> Page, IReadOnlyDictionary<string, SecretUses> Uses)> ListAsync(
        ListSecretsRequest request, PageRequest page, CancellationToken cancellation)
    {
        var workspace = Caller.Current.Workspace;
        var query = new DocumentQuery<Secret>(secret => secret.Id, request.Descending)
            .Where("starts_with(id, ?)", Secret.StreamOf(workspace, request.NamePrefix))
            .Where("data ->> 'DeletedAt' is null");
        await using var session = sessions.Query();
        var secrets = await query.PageAsync(session, page, cancellation);
        var ids = secrets.Rows.Select(secret => SecretUses.StreamOf(workspace, secret.Name)).ToArray();
        var uses = await session.LoadManyAsync<SecretUses>(cancellation, ids);
        return (secrets, uses.ToDictionary(one => one.Id));
    }

    /// <summary>Every master key that there was.</summary>
    /// <exception cref="PermissionDeniedException">The caller has not to do with all workspaces.</exception>
    public async Task<Page<MasterKeyRecord>> ListKeysAsync(PageRequest page, CancellationToken cancellation)
    {
        Platform.RequireAll(ReadKeys);
        using var platform = Platform.Enter();
        await using var session = sessions.Query();
        return await new DocumentQuery<MasterKeyRecord>(key => key.Id).PageAsync(session, page, cancellation);
    }
}
