using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using MlOps.Contracts.Audit.V1;

namespace MlOps.EndToEnd.Tests;

/// <summary>The public APIs as one actor calls them.</summary>
internal sealed class GatewayClient : IDisposable
{
    private readonly RunningSystem system;
    private readonly string token;
    private readonly GrpcChannel channel;
    private readonly HttpClient http;

    public GatewayClient(RunningSystem system, string token, Retries retries)
    {
        (this.system, this.token, Retries) = (system, token, retries);
        channel = GrpcChannel.ForAddress(system.Grpc, new GrpcChannelOptions { MaxReceiveMessageSize = 64 << 20 });
        Once = channel.Intercept(Authorized);
        Calls = Once.Intercept(retries);
        http = new HttpClient { BaseAddress = system.Http, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Retries Retries { get; }

    /// <summary>Calls that are made again until they are answered.</summary>
    public CallInvoker Calls { get; }

    /// <summary>Calls that are made once.</summary>
    public CallInvoker Once { get; }

    /// <summary>The audit log of one service.</summary>
    public AuditLog.AuditLogClient AuditOf(string service) => new(Once.Intercept(metadata =>
    {
        metadata.Add("mlops-service", service);
        return metadata;
    }));

    /// <summary>One prediction over HTTP, one tensor per feature; the answer's body when it is 200.</summary>
    public async Task<JsonNode> PredictAsync(string deployment, string clientId, IEnumerable<(string Name, float Value)> features)
    {
        var request = new JsonObject
        {
            ["id"] = clientId,
            ["inputs"] = new JsonArray([.. features.Select(feature => new JsonObject
            {
                ["name"] = feature.Name, ["shape"] = new JsonArray(1), ["datatype"] = "FP32", ["data"] = new JsonArray(feature.Value),
            })]),
        };
        using var response = await http.PostAsJsonAsync(new Uri($"/v2/models/{deployment}/infer", UriKind.Relative), request);
        if (response.StatusCode >= HttpStatusCode.InternalServerError) throw new HttpRequestException($"The prediction was answered with {response.StatusCode}.");
        var body = await response.Content.ReadFromJsonAsync<JsonNode>();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body?.ToJsonString());
        return body!;
    }

    /// <summary>Whether a deployment answers, as the Open Inference Protocol asks it.</summary>
    public async Task<bool> IsReadyAsync(string deployment)
    {
        using var response = await http.GetAsync(new Uri($"/v2/models/{deployment}/ready", UriKind.Relative));
        return response.IsSuccessStatusCode;
    }

    /// <summary>The same APIs as another actor.</summary>
    public GatewayClient As(string other) => new(system, other, Retries);

    public void Dispose()
    {
        http.Dispose();
        channel.Dispose();
    }

    // A copy: a call that is tried again must not carry its token twice.
    private Metadata Authorized(Metadata metadata) => [.. metadata, new Metadata.Entry("authorization", $"Bearer {token}")];
}
