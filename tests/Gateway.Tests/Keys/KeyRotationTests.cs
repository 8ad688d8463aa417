using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using MlOps.Contracts;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Keys;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using SigningKeyRotated = MlOps.Contracts.Identity.V1.SigningKeyRotated;

namespace MlOps.Gateway.Tests.Keys;

public sealed class KeyRotationTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Callers = 4;
    private readonly IdentitySystem system = new();

    private KeyRing Ring => system.Gateway.Services.GetRequiredService<KeyRing>();

    private KeyRotation Rotation => system.Gateway.Services.GetServices<IHostedService>().OfType<KeyRotation>().Single();

    public Task InitializeAsync() => system.InitializeAsync();

    public Task DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task a_key_is_rotated_under_load_without_one_wrongly_refused_call()
    {
        var first = Ring.Signing.Kid;
        using var stop = new CancellationTokenSource();
        var (calls, newKeys) = (0, 0);
        var load = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            var catalog = IdentitySystem.Through(system.Gateway, system.AdminToken);
            while (!stop.IsCancellationRequested)
            {
                var seen = await catalog.GetDatasetAsync(new());
                if (new JsonWebToken(seen.Tags["header authorization"]["Bearer ".Length..]).Kid != first) Interlocked.Increment(ref newKeys);
                Interlocked.Increment(ref calls);
            }
        })).ToArray();

        var next = await system.Admin.RotateSigningKeyAsync(new RotateSigningKeyRequest { Reason = "a year is over" });
        next.Kid.ShouldNotBe(first);
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref newKeys) > 100 || load.Any(one => one.IsFaulted)));
        await stop.CancelAsync();
        await Task.WhenAll(load);

        output.WriteLine($"{calls} calls, none refused; {newKeys} with the new key");
        Ring.Signing.Kid.ShouldBe(next.Kid);
        var rotated = await system.System.ConsumeAsync<SigningKeyRotated>(Topics.Gateway, e => e.Data.Kid == next.Kid);
        (rotated.Actor, rotated.Reason, rotated.Subject).ShouldBe(("admin", "a year is over", $"signing-key/{next.Kid}"));
        await system.System.ConsumeAsync<SigningKeyRotated>(Topics.Gateway, e => e.Data.Kid == first);
    }

    [Fact]
    public async Task a_new_key_is_published_before_it_signs_and_an_old_one_until_its_last_token_has_expired()
    {
        var first = Ring.Signing.Kid;
        var token = await system.Admin.CreateTokenAsync(new CreateTokenRequest { Subject = "ann", Roles = { "viewer" }, Workspaces = { "default" } });
        system.Time.Advance(TimeSpan.FromDays(90));

        await Rotation.RotateAsync(CancellationToken.None);

        Ring.Published.Count.ShouldBe(2);
        Ring.Signing.Kid.ShouldBe(first);
        (await PublishedAsync()).ShouldBe(Ring.Published.Select(key => key.Kid), ignoreOrder: true);
        await Rotation.RotateAsync(CancellationToken.None);
        Ring.Published.Count.ShouldBe(2);
        system.Time.Advance(TimeSpan.FromSeconds(2));
        Ring.Signing.Kid.ShouldNotBe(first);
        (await IdentitySystem.Through(system.Gateway, token.Value).GetDatasetAsync(new())).Name.ShouldBe("ann");

        system.Time.Advance(TimeSpan.FromDays(366));
        await Rotation.RotateAsync(CancellationToken.None);

        Ring.Published.ShouldNotContain(key => key.Kid == first);
        Directory.GetFiles(system.KeyRing, "*.pem").ShouldNotContain(file => file.Contains(first));
    }

    [Fact]
    public async Task what_a_stolen_key_has_signed_holds_no_longer_anywhere()
    {
        var stolen = Ring.Signing.Kid;
        await using var second = await system.Gateway.StartSecondNodeAsync();
        var old = system.AdminToken;
        await IdentitySystem.Through(second, old).GetDatasetAsync(new());

        var next = await system.Admin.RotateSigningKeyAsync(new RotateSigningKeyRequest { Reason = "stolen", WithdrawOthers = true });

        (await Should.ThrowAsync<RpcException>(() => IdentitySystem.Through(system.Gateway, old).GetDatasetAsync(new()).ResponseAsync))
            .StatusCode.ShouldBe(StatusCode.Unauthenticated);
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                await IdentitySystem.Through(second, old).GetDatasetAsync(new());
                return false;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unauthenticated)
            {
                return true;
            }
        });
        (await PublishedAsync()).ShouldBe([next.Kid]);
        next.Kid.ShouldNotBe(stolen);
        await system.Gateway.RestartAsync();
        system.AdminToken.ShouldNotBe(old);
        (await IdentitySystem.Through(system.Gateway, system.AdminToken).GetDatasetAsync(new())).Name.ShouldBe("admin");
    }

    [Fact]
    public async Task only_an_admin_of_all_workspaces_rotates_keys()
    {
        foreach (var (role, workspace) in ((string, string)[])[("admin", "default"), ("auditor", "*"), ("engineer", "*")])
        {
            var token = await system.Admin.CreateTokenAsync(new CreateTokenRequest { Subject = "eve", Roles = { role }, Workspaces = { workspace } });
            var client = new Contracts.Identity.V1.Tokens.TokensClient(system.Gateway.Channel(token.Value));
            await Refused.WithAsync(StatusCode.PermissionDenied, () => client.RotateSigningKeyAsync(new RotateSigningKeyRequest()).ResponseAsync);
        }

        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Admin.RotateSigningKeyAsync(new RotateSigningKeyRequest { WithdrawOthers = true }).ResponseAsync))
            .Fields().ShouldBe(["reason"]);
        Ring.Published.Count.ShouldBe(1);
    }

    [Fact]
    public async Task the_ring_is_for_its_owner_alone_and_nodes_that_start_at_once_share_one_key()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(system.KeyRing).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.GetUnixFileMode(Directory.GetFiles(system.KeyRing, "*.pem").Single()).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var ring = Path.Combine(system.KeyRing, "another");
        var rings = Enumerable.Range(0, 8).Select(_ => new KeyRing(Microsoft.Extensions.Options.Options.Create(new KeyRingOptions { KeyRing = ring }), TimeProvider.System)).ToList();
        await Task.WhenAll(rings.Select(one => Task.Run(() => one.BeginAsync(CancellationToken.None))));
        rings.Select(one => one.Signing.Kid).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task discovery_says_where_the_keys_are_to_everybody()
    {
        using var http = system.Gateway.Http();

        var document = (await http.GetFromJsonAsync<JsonObject>("/.well-known/openid-configuration"))!;

        ((string)document["issuer"]!, (string)document["jwks_uri"]!).ShouldBe(("urn:mlops", new Uri(system.Gateway.HttpAddress, "/.well-known/jwks.json").ToString()));
        (await http.GetStringAsync("/.well-known/jwks.json")).ShouldNotContain("\"d\"");
    }

    private async Task<IEnumerable<string>> PublishedAsync()
    {
        using var http = system.Gateway.Http();
        return (await http.GetFromJsonAsync<JsonObject>("/.well-known/jwks.json"))!["keys"]!.AsArray().Select(key => (string)key!["kid"]!);
    }
}
