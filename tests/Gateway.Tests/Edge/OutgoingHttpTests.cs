using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Security.AntiSSRF;
using MlOps.ServiceDefaults.Edge;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tests.Edge;

/// <summary>Requests that others aim: MLflow 2026-64849 (only the first address was checked), TorchServe 2023-43654 and 2024-35198.</summary>
public sealed class OutgoingHttpTests : IAsyncLifetime
{
    private Trap trap = null!;

    public async Task InitializeAsync() => trap = await Trap.StartAsync(context => context.Response.WriteAsync("secret"));

    public async Task DisposeAsync() => await trap.DisposeAsync();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("127.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("017700000001")]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.2")]
    public async Task this_machine_is_not_connected_to_by_any_of_its_names(string host)
    {
        using var http = new HttpClient(OutgoingHttp.Handler(allowPrivate: false));

        var refused = await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(new Uri($"https://{host}:{trap.Port}/")));

        // The resolver itself refuses 0.0.0.0.
        (refused.InnerException is AntiSSRFException or ArgumentException).ShouldBeTrue(refused.ToString());
        trap.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task plain_http_is_refused_before_it_connects()
    {
        using var http = new HttpClient(OutgoingHttp.Handler(allowPrivate: false));

        (await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(trap.Address))).InnerException.ShouldBeOfType<AntiSSRFException>();

        trap.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("[::ffff:a9fe:a9fe]")]
    [InlineData("2852039166")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("[fe80::1]")]
    [InlineData("[64:ff9b::a9fe:a9fe]")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    public async Task the_metadata_of_clouds_and_special_addresses_are_never_asked_even_where_private_ones_are_allowed(string host)
    {
        foreach (var allowPrivate in (bool[])[false, true])
        {
            using var http = new HttpClient(OutgoingHttp.Handler(allowPrivate)) { Timeout = TimeSpan.FromSeconds(5) };
            foreach (var scheme in (string[])["http", "https"])
                (await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(new Uri($"{scheme}://{host}/")))).InnerException.ShouldBeOfType<AntiSSRFException>();
        }
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task redirects_are_not_followed(int status)
    {
        await using var leading = await Trap.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = trap.Address.ToString();
            return Task.CompletedTask;
        });
        using var http = new HttpClient(OutgoingHttp.Handler(allowPrivate: true));

        using var answer = await http.PostAsync(leading.Address, new StringContent("body"));

        ((int)answer.StatusCode, leading.Connections, trap.Connections).ShouldBe((status, 1, 0));
    }

    [Fact]
    public async Task a_provider_s_documents_lead_to_no_address_that_it_may_not_be_at_itself()
    {
        foreach (var keys in (string[])["http://169.254.169.254/keys", "http://[::ffff:a9fe:a9fe]/keys", "file:///etc/passwd"])
        {
            await using var provider = await Trap.StartAsync(context => context.Response.WriteAsJsonAsync(new { issuer = "x", jwks_uri = keys }));
            using var found = KeysOf(provider, allowPrivate: true);

            var refused = await Should.ThrowAsync<UnavailableException>(async () => await found.FindAsync("any"));

            (refused.Reason, provider.Connections).ShouldBe(("KEYS_UNAVAILABLE", 1));
        }
    }

    [Fact]
    public async Task a_provider_on_this_machine_is_not_asked_unless_that_is_allowed()
    {
        using var refused = KeysOf(trap, allowPrivate: false);
        await Should.ThrowAsync<UnavailableException>(async () => await refused.FindAsync("any"));
        trap.Connections.ShouldBe(0);

        using var allowed = KeysOf(trap, allowPrivate: true);
        await Should.ThrowAsync<UnavailableException>(async () => await allowed.FindAsync("any"));
        trap.Connections.ShouldBe(1);
    }

    private static DiscoveredKeys KeysOf(Trap provider, bool allowPrivate) => new(
        provider.Address, TimeProvider.System, NullLogger<DiscoveredKeys>.Instance, OutgoingHttp.Handler(allowPrivate));
}
