using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Identity;

public sealed class DiscoveredKeysTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mlops-test-discovery-");
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private TestIssuer issuer = null!;
    private DiscoveredKeys keys = null!;

    public async Task InitializeAsync()
    {
        issuer = new TestIssuer(directory.FullName);
        await issuer.StartAsync();
        keys = new DiscoveredKeys(IdentitySettings.Address(issuer.Address, "address"), clock, NullLogger<DiscoveredKeys>.Instance);
    }

    public async Task DisposeAsync() => await issuer.DisposeAsync();

    public void Dispose()
    {
        keys.Dispose();
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task a_key_that_is_new_is_found_when_it_is_needed()
    {
        (await keys.FindAsync(issuer.Key.Kid)).ShouldNotBeNull();
        var next = SigningKey.Create();
        SigningKey.WriteNew(Path.Combine(directory.FullName, $"{next.Kid}.pem"), next.ToPem());

        (await FindAsync(next.Kid)).ShouldNotBeNull().KeyId.ShouldBe(next.Kid);
    }

    [Fact]
    public async Task a_key_that_the_issuer_withdraws_is_forgotten()
    {
        (await keys.FindAsync(issuer.Key.Kid)).ShouldNotBeNull();
        File.Delete(Directory.GetFiles(directory.FullName, "*.pem").Single());

        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(TimeSpan.FromMinutes(2));
            return await FindAsync(issuer.Key.Kid) is null;
        });
    }

    [Fact]
    public async Task keys_are_used_for_an_hour_while_the_issuer_does_not_answer()
    {
        (await keys.FindAsync(issuer.Key.Kid)).ShouldNotBeNull();
        await issuer.StopAsync();

        clock.Advance(TimeSpan.FromMinutes(59));
        (await keys.FindAsync(issuer.Key.Kid)).ShouldNotBeNull();
        clock.Advance(TimeSpan.FromMinutes(2));
        await Should.ThrowAsync<UnavailableException>(async () => await keys.FindAsync(issuer.Key.Kid));
    }

    [Fact]
    public async Task many_who_need_the_first_key_at_once_all_get_it()
    {
        var found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => keys.FindAsync(issuer.Key.Kid).AsTask()));

        found.ShouldAllBe(key => key != null);
    }

    /// <summary>The issuer is asked once a second at most, however many unknown names there are: time goes on meanwhile.</summary>
    private async Task<Microsoft.IdentityModel.Tokens.SecurityKey?> FindAsync(string kid)
    {
        var finding = keys.FindAsync(kid).AsTask();
        await Eventually.HoldsAsync(() =>
        {
            if (!finding.IsCompleted) clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(finding.IsCompleted);
        });
        return await finding;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task a_token_without_a_key_name_has_no_key(string? kid) => (await keys.FindAsync(kid)).ShouldBeNull();
}
