using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceHost;

/// <summary>
/// A small issuer of tokens with an address of its own: discovery, and the keys in its directory, which can be the key ring of a real
/// gateway at the same time.
/// </summary>
public sealed class TestIssuer : IAsyncDisposable
{
    internal const string Issuer = "urn:mlops";
    private const string Extension = ".pem";
    private readonly ServicePorts ports = ServicePorts.Reserve();
    private WebApplication? app;

    internal TestIssuer(string directory)
    {
        Directory = directory;
        var begun = TimeProvider.System.GetUtcNow().AddMinutes(-1).UtcDateTime.ToString("O");
        SigningKey.WriteNew(
            Path.Combine(directory, Key.Kid + Extension), $"created: {begun}\nsigns-from: {begun}\n{Key.ToPem()}\n");
    }

    /// <summary>What it signs with.</summary>
    internal SigningKey Key { get; } = SigningKey.Create();

    /// <summary>Where the keys are.</summary>
    public string Directory { get; }

    /// <summary>Where the issuer publishes them.</summary>
    public string Address => $"http://127.0.0.1:{ports.Http}";

    /// <summary>Publishes the keys; what needs them before cannot get them.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add(Address);
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = Issuer, jwks_uri = $"{Address}/keys" }));
        app.MapGet("/keys", () => Results.Json(new { keys = Published() }));
        await app.StartAsync();
    }

    /// <summary>Publishes them no longer.</summary>
    public async Task StopAsync()
    {
        if (app is null) return;
        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }

    /// <summary>A token as the gateway makes them for services.</summary>
    internal string Inside(TokenHolder holder, DateTimeOffset from, DateTimeOffset until) =>
        new TokenContent(TokenTypes.Inside, Issuer, Audiences.Inside, holder, from, until).Sign(Key);

    /// <summary>A token as the gateway makes them for callers outside; it is in no record.</summary>
    internal string Outside(TokenHolder holder, DateTimeOffset from, DateTimeOffset until) =>
        new TokenContent(TokenTypes.Outside, Issuer, Audiences.Outside, holder, from, until).Sign(Key);

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await StopAsync();

    private IEnumerable<PublicKey> Published() => System.IO.Directory.EnumerateFiles(Directory, $"*{Extension}")
        .Select(file => SigningKey.Parse(File.ReadAllText(file), file).Public);
}
