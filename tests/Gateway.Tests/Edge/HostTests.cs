using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using IdentityTokens = MlOps.Contracts.Identity.V1.Tokens;

namespace MlOps.Gateway.Tests.Edge;

/// <summary>DNS rebinding: MLflow 2025-14279 and 2026-2611, Ray 2025-62593, MCP SDKs 2025-66414.</summary>
[Collection(GatewayCollection.Name)]
public class HostTests(GatewaySystem system)
{
    private const int Misdirected = 421;

    public static TheoryData<string> Strangers =>
    [
        "evil.example:8080", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "evil-localhost", "localhost.", "0.0.0.0:8080",
        "127.0.0.2", "127.1", "2130706433", "[::2]:8080", "[::ffff:127.0.0.1]", "xlocalhost", "_grpc.catalog",
    ];

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task a_page_whose_name_leads_to_this_machine_reads_nothing(string host)
    {
        foreach (var path in (string[])["/v2/health/live", $"/v2/models/{GatewaySystem.Model}", "/health", "/metrics", "/.well-known/jwks.json", "/not/there"])
        {
            var answer = await RawHttp.GetAsync(system.Gateway.HttpAddress, path, host);

            RawHttp.Statuses(answer).ShouldBe([Misdirected], $"{path}: {answer}");
            var (shape, type) = path.StartsWith("/v2", StringComparison.Ordinal)
                ? ("{\"error\":\"The host", "application/json") : ("\"detail\":\"The host", "application/problem+json");
            answer.ShouldContain(shape, Case.Sensitive, path);
            answer.ShouldContain($"Content-Type: {type}");
            answer.ShouldContain("X-Content-Type-Options: nosniff");
            answer.ShouldNotContain(host);
        }
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task a_call_for_another_authority_is_refused_with_a_status(string host)
    {
        using var channel = ChannelFor(system.Gateway, host);

        var refused = await Should.ThrowAsync<RpcException>(() => new IdentityTokens.TokensClient(channel).WhoAmIAsync(new WhoAmIRequest()).ResponseAsync);

        (refused.StatusCode, refused.Status.Detail.StartsWith("The host", StringComparison.Ordinal)).ShouldBe((StatusCode.InvalidArgument, true));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost:1")]
    [InlineData("127.0.0.1:65535")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8080")]
    public async Task names_of_this_machine_are_its_own_at_every_port(string host) =>
        RawHttp.Statuses(await RawHttp.GetAsync(system.Gateway.HttpAddress, "/alive", host)).ShouldBe([200]);

    [Fact]
    public async Task the_names_that_are_set_are_the_gateway_s_too_and_those_below_a_pattern()
    {
        await using var gateway = await system.Gateway.StartSecondNodeAsync(
            new Dictionary<string, string?> { ["Edge:Hosts"] = "ml.example.org, *.ml.example.org" });

        foreach (var host in (string[])["ml.example.org", "ML.EXAMPLE.ORG:443", "eu.ml.example.org", "a.b.ml.example.org:8080", "localhost"])
            RawHttp.Statuses(await RawHttp.GetAsync(gateway.HttpAddress, "/alive", host)).ShouldBe([200], host);
        foreach (var host in (string[])["example.org", "xml.example.org", ".ml.example.org", "ml.example.org.evil.example"])
            RawHttp.Statuses(await RawHttp.GetAsync(gateway.HttpAddress, "/alive", host)).ShouldNotContain(200, host);
        using var channel = ChannelFor(gateway, "eu.ml.example.org");
        (await Should.ThrowAsync<RpcException>(() => new IdentityTokens.TokensClient(channel).WhoAmIAsync(new WhoAmIRequest()).ResponseAsync))
            .StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    [Theory]
    [InlineData("GET /alive HTTP/1.1\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /alive HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /alive HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n")]
    [InlineData("GET http://evil.example/alive HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    [InlineData("GET http://evil.example/alive HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /alive HTTP/1.1\r\nHost: localhost:80@evil.example\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /alive HTTP/1.1\r\nHost: localhost/evil.example\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /alive HTTP/1.0\r\n\r\n")]
    public async Task a_request_that_does_not_say_one_host_is_refused(string request) =>
        RawHttp.Statuses(await RawHttp.ExchangeAsync(system.Gateway.HttpAddress, request)).ShouldHaveSingleItem().ShouldBeOneOf(400, Misdirected);

    [Fact]
    public async Task the_metrics_of_a_service_are_not_open_to_a_page_whose_name_leads_to_this_machine()
    {
        RawHttp.Statuses(await RawHttp.GetAsync(system.Serving.HttpAddress, "/metrics", "evil.example")).ShouldBe([401]);
        RawHttp.Statuses(await RawHttp.GetAsync(system.Serving.HttpAddress, "/metrics", "localhost")).ShouldBe([200]);
    }

    [Theory]
    [InlineData("https://ml.example.org")]
    [InlineData("ml.example.org:8080")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("ml.*.org")]
    public async Task a_gateway_with_names_that_are_none_does_not_start(string hosts) =>
        (await Should.ThrowAsync<InvalidOperationException>(() => system.Gateway.StartSecondNodeAsync(new Dictionary<string, string?> { ["Edge:Hosts"] = hosts })))
            .Message.ShouldContain("Edge:Hosts");

    private static GrpcChannel ChannelFor(TestService gateway, string host) => GrpcChannel.ForAddress(
        gateway.GrpcAddress, new GrpcChannelOptions { HttpHandler = new HostHandler(host), DisposeHttpClient = true });

    private sealed class HostHandler(string host) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Host = host;
            request.Version = HttpVersion.Version20;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
