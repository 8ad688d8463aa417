using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Keys;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tokens;

/// <summary>
/// On the first start, writes the admin's token to <c>Identity:AdminTokenFile</c> (mode 600); its creation is an event like any other.
/// </summary>
internal sealed class AdminToken(
    IConfiguration configuration, IServiceScopeFactory scopes, ServiceIdentity identity, KeyRing ring, EndedTokens ended,
    TokenSigner signer, TimeProvider time)
    : IHostedService
{
    private const string Name = "admin";
    private const string DraftSuffix = ".draft";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["Identity:AdminTokenFile"] is not { Length: > 0 } path) return;
        DeleteDrafts(path);
        if (Holds(path)) return;
        using var acting = identity.Act();
        await using var scope = scopes.CreateAsyncScope();
        var request = new CreateTokenRequest
        {
            Subject = Name, Roles = { "admin" }, Workspaces = { TokenHolder.AllWorkspaces }, Description = "made at a start of the gateway",
        };
        var created = await scope.ServiceProvider.GetRequiredService<CreateToken>().CreateAsync(request, cancellationToken);
        await WriteAsync(path, signer.Sign(created.State), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A token of another key, one that was revoked, or one past its time is as good as none.</summary>
    private bool Holds(string path)
    {
        if (!File.Exists(path) || CheckedTokens.TryRead(File.ReadAllText(path).Trim()) is not { } token) return false;
        var now = time.GetUtcNow();
        return ring.Find(token.Kid) is not null && token.ValidTo > now.UtcDateTime && !ended.Has(token.Id, now);
    }

    /// <summary>What a process left behind that was killed before it moved its draft into place.</summary>
    private static void DeleteDrafts(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is not { } directory || !Directory.Exists(directory)) return;
        foreach (var draft in Directory.EnumerateFiles(directory, $"{Path.GetFileName(path)}.*{DraftSuffix}")) File.Delete(draft);
    }

    private static async Task WriteAsync(string path, string token, CancellationToken cancellation)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory) Directory.CreateDirectory(directory);
        var draft = $"{path}.{Guid.NewGuid():n}{DraftSuffix}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(draft, options)) await writer.WriteLineAsync(token.AsMemory(), cancellation);
        File.Move(draft, path, overwrite: true);
    }
}
