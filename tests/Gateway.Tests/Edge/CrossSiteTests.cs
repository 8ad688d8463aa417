using System.Net;
using System.Text;

namespace MlOps.Gateway.Tests.Edge;

/// <summary>Forged requests of browsers: Ray 2025-62593 and 2026-27482 (DELETE was forgotten), MLflow 2026-2611; CORS: Feast 2024-11602.</summary>
[Collection(GatewayCollection.Name)]
public class CrossSiteTests(GatewaySystem system)
{
    private static readonly string[] Unsafe = ["POST", "PUT", "PATCH", "DELETE", "BREW"];

    public static TheoryData<string, string> Foreign => new()
    {
        { "Sec-Fetch-Site", "cross-site" }, { "Sec-Fetch-Site", "same-site" }, { "Sec-Fetch-Site", "anything" }, { "Origin", "https://evil.example" },
        { "Origin", "null" }, { "Origin", "http://localhost" }, { "Origin", "http://127.0.0.1" }, { "Origin", "file://" }, { "Origin", "" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task no_method_that_changes_things_is_open_to_pages_of_other_origins(string header, string value)
    {
        using var http = system.Gateway.HttpAs("app", "application");
        foreach (var method in Unsafe)
        {
            foreach (var path in (string[])[$"/v2/models/{GatewaySystem.Model}/infer", "/mlops.identity.v1.Tokens/CreateToken", "/not/there"])
            {
                using var response = await SendAsync(http, method, path, (header, value));
                response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
                (await response.Content.ReadAsStringAsync()).ShouldContain("another origin");
            }
        }
    }

    [Fact]
    public async Task the_gateway_s_own_pages_and_programs_that_are_no_browsers_are_let_through()
    {
        using var http = system.Gateway.HttpAs("app", "application");
        var own = system.Gateway.HttpAddress.GetLeftPart(UriPartial.Authority);
        (string, string)[][] all =
        [
            [], [("Sec-Fetch-Site", "same-origin")], [("Sec-Fetch-Site", "none")], [("Origin", own)], [("Sec-Fetch-Site", "same-origin"), ("Origin", own)],
        ];
        foreach (var headers in all)
        {
            using var response = await SendAsync(http, "POST", $"/v2/models/{GatewaySystem.Model}/infer", headers);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task what_only_reads_is_not_refused_and_a_page_that_is_trusted_may_write()
    {
        using var http = system.Gateway.HttpAs("app", "application");
        using var read = await SendAsync(http, "GET", $"/v2/models/{GatewaySystem.Model}", ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"));
        read.StatusCode.ShouldBe(HttpStatusCode.OK);

        await using var gateway = await system.Gateway.StartSecondNodeAsync(
            new Dictionary<string, string?> { ["Edge:Origins:0"] = "https://ml.example.org" });
        using var other = gateway.HttpAs("app", "application");
        using var trusted = await SendAsync(
            other, "POST", $"/v2/models/{GatewaySystem.Model}/infer", ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://ml.example.org"));
        trusted.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var stranger = await SendAsync(other, "POST", $"/v2/models/{GatewaySystem.Model}/infer", ("Origin", "https://ml.example.org:8443"));
        stranger.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task a_preflight_is_allowed_nothing()
    {
        foreach (var path in (string[])["/v2", $"/v2/models/{GatewaySystem.Model}/infer", "/health", "/.well-known/jwks.json", "/not/there"])
        {
            foreach (var client in (HttpClient[])[system.Gateway.Http(), system.Gateway.HttpAs("app", "application"), system.Serving.Http()])
            {
                using var response = await SendAsync(
                    client, "OPTIONS", path, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"),
                    ("Access-Control-Request-Headers", "authorization"));
                response.Headers.ShouldNotContain(header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase), path);
            }
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string method, string path, params (string Name, string Value)[] headers)
    {
        const string infer = """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1],"data":[1]}]}""";
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is not ("GET" or "OPTIONS")) request.Content = new StringContent(infer, Encoding.UTF8, "text/plain");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request);
    }
}
