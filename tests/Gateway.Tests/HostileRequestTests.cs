using System.Net;
using System.Text;
using MlOps.Contracts.Audit.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using IdentityElevations = MlOps.Contracts.Identity.V1.Elevations;
using IdentityRoles = MlOps.Contracts.Identity.V1.Roles;
using IdentityTokens = MlOps.Contracts.Identity.V1.Tokens;
using IdentityWorkspaces = MlOps.Contracts.Identity.V1.Workspaces;

namespace MlOps.Gateway.Tests;

[Collection(GatewayCollection.Name)]
public class HostileRequestTests(GatewaySystem system, ITestOutputHelper output)
{
    private const int MaxErrorBytes = 16 * 1024;

    private static readonly string[] Paths =
    [
        "/", "/v2", "/v2/", "/v2/models", "/v2/models/", "/v2/models//infer", "/v2/models/%00/infer", "/v2/models/%0d%0a/infer",
        "/v2/models/..%2f..%2fetc%2fpasswd/infer", "/v2/../../../etc/passwd", "/v2/models/bikes/versions/%F0%9F%92%A5/infer",
        "/v2/models/bikes/versions/99999999999999999999/infer", "/v2/models/bikes/infer?x=%00", "/v2/models/%C0%AF/infer",
        $"/v2/models/{new string('x', 7000)}/infer", $"/v2/models/bikes/versions/{new string('9', 7000)}/infer",
        $"/v2/{string.Join('/', Enumerable.Repeat("a", 2000))}", "/mlops.identity.v1.Tokens/CreateToken", "/mlops.identity.v1.Tokens/Nothing",
        "/mlops.serving.v1.ModelServing/", "/mlops.serving.v1.ModelServing/%00", "/mlops.audit.v1.AuditLog/ReadAll", "/health", "/metrics",
        "/inference.GRPCInferenceService/ModelInfer", "/not/there", "/w", "/w/", "/w/default", "/w/default/v2", "/w/%00/v2", "/w/%2e%2e/v2",
        "/w/default/w/default/v2", "/w/UPPER/v2", $"/w/{new string('w', 5000)}/v2", "/w/default//v2/models/bikes/ready",
    ];

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"];

    private static readonly (string Name, string Value)[] Headers =
    [
        ("x-correlation-id", new string('c', 4000)), ("x-causation-id", "a b\tc"), ("mlops-service", new string('s', 4000)), ("mlops-workspace", new string('w', 4000)), ("x-mlflow-workspace", "a b"),
        ("traceparent", "00-zz-zz-zz"), ("tracestate", new string('t', 4000)), ("Accept", "nothing/at-all"), ("Accept-Encoding", "brrr"),
        ("grpc-timeout", "99999999999S"), ("grpc-encoding", "brrr"), ("Range", "bytes=9-1"), ("X-Forwarded-For", new string('f', 4000)),
        ("Inference-Header-Content-Length", "-1"), ("Expect", "nothing"), ("Content-Encoding", "gzip"), ("If-None-Match", "\""),
    ];

    [Fact]
    public async Task no_value_in_any_field_of_any_request_is_blamed_on_the_service()
    {
        var sent = await new HostileRequests(system.Gateway.ChannelAs("mallory", "admin").CreateCallInvoker())
            .SendAllAsync(IdentityTokens.Descriptor, IdentityWorkspaces.Descriptor, IdentityRoles.Descriptor, AuditLog.Descriptor);
        // Another caller: whoever is elevated gives no rights, so that the others' requests would go less far.
        sent += await new HostileRequests(system.Gateway.ChannelAs("elevated-mallory", "admin").CreateCallInvoker(), ("role", "viewer"))
            .SendAllAsync(IdentityElevations.Descriptor);
        output.WriteLine($"{sent} hostile requests");
        sent.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task no_path_method_header_or_body_is_blamed_on_the_service()
    {
        using var http = system.Gateway.HttpAs("mallory", "application");
        var requests = new List<Func<HttpRequestMessage>>();
        foreach (var path in Paths)
        {
            foreach (var method in Methods) requests.Add(() => Request(method, path, "{}"));
            foreach (var type in (string[])["application/grpc", "text/plain", "application/json; charset=utf-7", "multipart/form-data"])
                requests.Add(() => Request("POST", path, "\0\u0001", type));
        }
        foreach (var (name, value) in Headers)
        {
            requests.Add(() => Request("POST", $"/v2/models/{GatewaySystem.Model}/infer", "{}", header: (name, value)));
            requests.Add(() => Request("GET", "/v2/health/live", null, header: (name, value)));
        }

        var wrong = new List<string>();
        foreach (var request in requests)
        {
            using var message = request();
            using var response = await http.SendAsync(message);
            var body = await response.Content.ReadAsByteArrayAsync();
            // Only an application that asks a model in no state to answer is told 503, and none of these does.
            if ((int)response.StatusCode >= 500 || (!response.IsSuccessStatusCode && body.Length > MaxErrorBytes))
            {
                wrong.Add(
                    $"{message.Method} {message.RequestUri} {message.Content?.Headers.ContentType}: {(int)response.StatusCode}, " +
                    $"{body.Length} bytes: {Encoding.UTF8.GetString(body)[..Math.Min(body.Length, 300)]}");
            }
        }

        output.WriteLine($"{requests.Count} hostile requests");
        wrong.ShouldBeEmpty(string.Join("\n", system.Gateway.Log));
    }

    private static HttpRequestMessage Request(
        string method, string path, string? body, string type = "application/json", (string Name, string Value)? header = null)
    {
        var uri = new Uri(path, UriKind.Relative);
        var request = new HttpRequestMessage(new HttpMethod(method), uri) { Version = HttpVersion.Version11 };
        if (body is not null && method is not ("GET" or "HEAD" or "TRACE"))
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        if (header is { } given) request.Headers.TryAddWithoutValidation(given.Name, given.Value);
        return request;
    }
}
