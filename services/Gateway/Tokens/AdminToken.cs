using MlOps.Contracts.Identity.V1;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tokens;

/// <summary>On the first start, writes the admin's token to <c>Identity:AdminTokenFile</c> (mode 600); the issue is an event like any other.</summary>
internal sealed class AdminToken(IConfiguration configuration, IServiceScopeFactory scopes, ServiceIdentity identity, IdentityKey key, TimeProvider time)
    : IHostedService
{
    private const string Name = "admin";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["Identity:AdminTokenFile"] is not { Length: > 0 } path || Holds(path)) return;
        using var acting = identity.Act();
        await using var scope = scopes.CreateAsyncScope();
        var request = new CreateTokenRequest { Subject = Name, Roles = { "admin" }, ValidDays = IssueToken.MaxDays };
        var token = await scope.ServiceProvider.GetRequiredService<IssueToken>().IssueAsync(request, cancellationToken);
        await WriteAsync(path, token.Value, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A token of another key or past its time is as good as none.</summary>
    private bool Holds(string path) => File.Exists(path) && AccessToken.Verify(File.ReadAllText(path).Trim(), key, time.GetUtcNow()) is not null;

    private static async Task WriteAsync(string path, string token, CancellationToken cancellation)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory) Directory.CreateDirectory(directory);
        var draft = $"{path}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(draft, options)) await writer.WriteLineAsync(token.AsMemory(), cancellation);
        File.Move(draft, path, overwrite: true);
    }
}
