using System.Net;
using System.Text;
using Grpc.Core;
using MlOps.Contracts.Identity.V1;
using IdentityTokens = MlOps.Contracts.Identity.V1.Tokens;

namespace MlOps.Gateway.Tests.Edge;

[Collection(GatewayCollection.Name)]
public class AnswerHeaderTests(GatewaySystem system)
{
    private static readonly (string Name, string Value)[] Expected =
    [
        ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"), ("Referrer-Policy", "no-referrer"),
    ];

    public static TheoryData<string, string, int> Requests => new()
    {
        { "GET", "/health", 200 }, { "GET", "/metrics", 200 }, { "GET", "/.well-known/jwks.json", 200 }, { "GET", "/v2/health/live", 200 },
        { "GET", $"/v2/models/{GatewaySystem.Model}", 200 }, { "POST", $"/v2/models/{GatewaySystem.Model}/infer", 400 },
        { "GET", "/v2/models/nobody", 404 }, { "GET", "/not/there", 404 }, { "DELETE", "/v2/models/x", 405 }, { "BREW", "/", 404 },
        { "POST", "/mlops.registry.v1.ModelRegistry/GetModel", 403 },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task every_answer_tells_browsers_once_what_it_is_and_nothing_of_the_server(string method, string path, int status)
    {
        using var http = system.Gateway.HttpAs("app", "application");
        using var response = await SendAsync(http, method, path);

        await CheckAsync(response, path);
        ((int)response.StatusCode).ShouldBe(status, path);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task refusals_without_a_token_do_so_too_and_so_do_the_services_behind(string method, string path, int status)
    {
        status.ShouldBeGreaterThan(0);
        foreach (var http in (HttpClient[])[system.Gateway.Http(), system.Serving.Http(), system.Catalog.Http()])
        {
            using var response = await SendAsync(http, method, path);
            await CheckAsync(response, $"{http.BaseAddress}{path}");
        }
    }

    [Fact]
    public async Task an_answer_for_a_service_that_is_down_does_so_too()
    {
        await using var gateway = await system.Gateway.StartSecondNodeAsync(
            new Dictionary<string, string?> { ["services:serving:http:0"] = "http://127.0.0.1:1" });
        using var http = gateway.HttpAs("app", "application");
        using var response = await http.GetAsync(new Uri("/v2", UriKind.Relative));

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await CheckAsync(response, "down");
    }

    [Fact]
    public async Task calls_of_grpc_have_them_once_beside_what_they_had()
    {
        using var call = new IdentityTokens.TokensClient(system.Gateway.ChannelAs("app", "application")).WhoAmIAsync(new WhoAmIRequest());
        var headers = await call.ResponseHeadersAsync;
        (await call).Subject.ShouldBe("app");
        foreach (var (name, value) in Expected) headers.Where(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).ShouldHaveSingleItem().Value.ShouldBe(value);

        using var forwarded = new Contracts.Serving.V1.ModelServing.ModelServingClient(system.Gateway.ChannelAs("eve", "engineer"))
            .GetDeploymentAsync(new() { Name = GatewaySystem.Model });
        headers = await forwarded.ResponseHeadersAsync;
        (await forwarded).Name.ShouldBe(GatewaySystem.Model);
        foreach (var (name, value) in Expected) headers.Where(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).ShouldHaveSingleItem().Value.ShouldBe(value);
        headers.ShouldNotContain(entry => entry.Key == "server");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST") request.Content = new StringContent("{", Encoding.UTF8, "application/json");
        return await http.SendAsync(request);
    }

    private static async Task CheckAsync(HttpResponseMessage response, string what)
    {
        foreach (var (name, value) in Expected) response.Headers.GetValues(name).ShouldBe([value], what);
        response.Headers.Contains("Server").ShouldBeFalse(what);
        response.Headers.Contains("X-Powered-By").ShouldBeFalse(what);
        response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse(what);
        response.Headers.ShouldNotContain(header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase), what);
        var body = await response.Content.ReadAsStringAsync();
        body.ShouldNotContain("   at ", Case.Sensitive, what);
        // Metrics count exceptions by their names.
        if (!what.EndsWith("/metrics", StringComparison.Ordinal)) body.ShouldNotContain("Exception", Case.Sensitive, what);
        if (!response.IsSuccessStatusCode) body.ShouldNotBeEmpty(what);
    }
}
