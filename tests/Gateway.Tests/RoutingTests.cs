using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Messaging.V1;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Inference;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;

namespace MlOps.Gateway.Tests;

[Collection(GatewayCollection.Name)]
public sealed class RoutingTests(GatewaySystem system) : IDisposable
{
    private readonly HttpClient http = system.Gateway.HttpAs("app", "application");

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task predictions_go_through_over_http_and_grpc()
    {
        using var response = await http.PostAsync($"/v2/models/{GatewaySystem.Model}/infer", Body());
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        (response.StatusCode, (string)answer["model_version"]!, (float)answer["outputs"]![0]!["data"]![0]!).ShouldBe((HttpStatusCode.OK, "1", 5f));

        var inference = new GRPCInferenceService.GRPCInferenceServiceClient(system.Gateway.ChannelAs("app", "application"));
        var inferred = await inference.ModelInferAsync(new ModelInferRequest
        {
            ModelName = GatewaySystem.Model,
            Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "FP32", Shape = { 1 }, Contents = new InferTensorContents { Fp32Contents = { 1 } } } },
        });
        inferred.Outputs.Single().Contents.Fp32Contents.ShouldBe([5]);

        using var refused = await http.PostAsync("/v2/models/nobody/infer", Body());
        (refused.StatusCode, await refused.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.NotFound, """{"error":"model 'nobody' is not found"}"""));
    }

    [Fact]
    public async Task errors_and_their_details_come_back_as_the_service_said_them()
    {
        var serving = new ModelServing.ModelServingClient(system.Gateway.ChannelAs("eve", "engineer"));

        (await Refused.WithAsync(StatusCode.InvalidArgument, () => serving.CreateDeploymentAsync(new CreateDeploymentRequest { Name = "Ä" }).ResponseAsync))
            .Fields().ShouldBe(["name", "model", "alias"], ignoreOrder: true);
        (await serving.GetDeploymentAsync(new GetDeploymentRequest { Name = GatewaySystem.Model })).State.ShouldBe(DeploymentState.Ready);
    }

    [Fact]
    public async Task dead_letters_are_those_of_the_service_that_the_header_names()
    {
        var letters = new DeadLetters.DeadLettersClient(system.Gateway.ChannelAs("ada", "admin"));
        var missing = new ReplayDeadLetterRequest { Id = "mlops.registry.v1.dlq@0@99" };

        (await letters.ListDeadLettersAsync(new ListDeadLettersRequest(), new Metadata { { "mlops-service", "serving" } }))
            .DeadLetters.ShouldBeEmpty();
        (await Should.ThrowAsync<RpcException>(
            async () => await letters.ReplayDeadLetterAsync(missing, new Metadata { { "mlops-service", "serving" } })))
            .StatusCode.ShouldBe(StatusCode.NotFound);
        (await Should.ThrowAsync<RpcException>(
            async () => await letters.ListDeadLettersAsync(new ListDeadLettersRequest(), new Metadata { { "mlops-service", "nobody" } })))
            .StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task the_audit_log_is_that_of_the_service_that_the_header_names()
    {
        var audit = new AuditLog.AuditLogClient(system.Gateway.ChannelIn(["*"], "ada", "auditor"));

        (await StreamsAsync(audit, "serving")).ShouldContain($"deployment/{GatewaySystem.Model}");
        (await StreamsAsync(audit, null)).ShouldBe(["token/"]);
        (await StreamsAsync(audit, "gateway")).ShouldBe(["token/"]);
        foreach (var unknown in (string[])["nobody", "gateway-db", "nogateway", "cat%61log"])
        {
            (await Should.ThrowAsync<RpcException>(() => StreamsAsync(audit, unknown))).Status
                .ShouldBe(new Status(StatusCode.NotFound, "The header mlops-service names no service; there are catalog, features, experiments, "
                    + "registry, serving, monitoring, lineage and gateway."));
        }

        (await Should.ThrowAsync<RpcException>(() => StreamsAsync(audit, "features"))).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Theory]
    [InlineData("default", "engineer")]
    [InlineData("default", "auditor")]
    [InlineData("default", "admin")]
    [InlineData("*", "engineer")]
    public async Task the_record_of_the_platform_is_for_those_who_may_see_all_tokens_of_all_workspaces(string workspace, string role)
    {
        var admin = new Contracts.Identity.V1.Tokens.TokensClient(system.Gateway.ChannelIn(["*"], "root", "admin"));
        var token = await admin.CreateTokenAsync(new() { Subject = "hidden", Roles = { "viewer" } });
        var stream = $"token/{token.Id}";
        var audit = new AuditLog.AuditLogClient(system.Gateway.ChannelIn([workspace], "eve", role));
        var allowed = new AuditLog.AuditLogClient(system.Gateway.ChannelIn(["*"], "aud", "auditor"));

        (await allowed.GetStateAsync(new() { Stream = stream })).Json.ShouldContain("hidden");
        await Refused.WithAsync(StatusCode.NotFound, () => audit.GetStateAsync(new() { Stream = stream }).ResponseAsync);
        await Refused.WithAsync(StatusCode.NotFound, () => audit.ReadStream(new() { Stream = stream }).ResponseStream.MoveNext(default));
        (await audit.ListStatesAsync(new() { StreamPrefix = "token/" })).States.ShouldBeEmpty();
        (await StreamsAsync(audit, null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task headers_that_name_two_workspaces_are_refused()
    {
        var audit = new AuditLog.AuditLogClient(system.Gateway.ChannelIn(["*"], "ada", "auditor"));

        await Refused.WithAsync(StatusCode.InvalidArgument, () => audit.ListStatesAsync(
            new(), new Metadata { { "mlops-workspace", "default" }, { "x-mlflow-workspace", "bikes" } }).ResponseAsync);
        await audit.ListStatesAsync(new(), new Metadata { { "mlops-workspace", "default" }, { "x-mlflow-workspace", "default" } });
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("serving")]
    public async Task a_stream_ends_when_its_token_is_revoked(string service)
    {
        var admin = new Contracts.Identity.V1.Tokens.TokensClient(system.Gateway.ChannelIn(["*"], "root", "admin"));
        var token = await admin.CreateTokenAsync(new() { Subject = "follower", Roles = { "auditor" } });
        var audit = new AuditLog.AuditLogClient(system.Gateway.Channel(token.Value));
        using var call = audit.ReadAll(new ReadAllRequest { Follow = true }, new Metadata { { "mlops-service", service } });
        var ended = call.ResponseStream.ReadAllAsync().LastOrDefaultAsync().AsTask();
        // It has begun.
        await call.ResponseHeadersAsync;
        ended.IsCompleted.ShouldBeFalse();

        await admin.RevokeTokenAsync(new() { Id = token.Id, Reason = "stolen" });

        await Should.ThrowAsync<RpcException>(() => ended.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task uploads_of_any_size_stream_through()
    {
        const int chunks = 40;
        var chunk = ByteString.CopyFrom(new byte[1 << 20]);
        using var call = new DatasetCatalog.DatasetCatalogClient(system.Gateway.ChannelAs("eve", "engineer")).ImportVersion();
        for (var i = 0; i < chunks; i++) await call.RequestStream.WriteAsync(new ImportVersionRequest { Chunk = chunk });
        await call.RequestStream.CompleteAsync();

        (await call).Revision.ShouldBe((long)chunks << 20);
    }

    [Fact]
    public async Task a_request_keeps_one_correlation_id_all_the_way()
    {
        using var made = await http.GetAsync("/v2/health/live");
        made.Headers.GetValues("x-correlation-id").ShouldHaveSingleItem().Length.ShouldBe(32);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/health/live") { Headers = { { "x-correlation-id", "mine" } } };
        using var other = await http.SendAsync(request);
        other.Headers.GetValues("x-correlation-id").ShouldHaveSingleItem().ShouldNotBe("mine");
    }

    [Fact]
    public async Task calls_without_a_token_of_this_system_are_refused()
    {
        foreach (var token in new[] { null, "garbage", new string('a', 20_000) })
        {
            var serving = new ModelServing.ModelServingClient(system.Gateway.Channel(token));
            (await Should.ThrowAsync<RpcException>(() => serving.ListDeploymentsAsync(new ListDeploymentsRequest()).ResponseAsync)).StatusCode.ShouldBe(StatusCode.Unauthenticated);
            using var stranger = system.Gateway.Http(token);
            using var response = await stranger.GetAsync($"/v2/models/{GatewaySystem.Model}");
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await response.Content.ReadFromJsonAsync<JsonObject>())!["error"]!.ToString().ShouldStartWith("A bearer token is required");
        }
    }

    [Fact]
    public async Task what_the_gateway_refuses_itself_is_never_empty()
    {
        foreach (var (path, member) in ((string, string)[])[("/nowhere", "detail"), ("/v2x", "detail")])
        {
            using var unknown = await http.GetAsync(path);
            unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await unknown.Content.ReadFromJsonAsync<JsonObject>())![member]!.ToString().ShouldNotBeEmpty();
        }
        var nobody = new Method<byte[], byte[]>(MethodType.Unary, "mlops.nobody.v1.Nobody", "Call", Marshallers.Create(b => b, b => b), Marshallers.Create(b => b, b => b));
        foreach (var (channel, expected) in ((ChannelBase, StatusCode)[])
            [(system.Gateway.ChannelAs("app", "application"), StatusCode.Unimplemented), (system.Gateway.Anonymous, StatusCode.Unauthenticated)])
        {
            var refused = await Should.ThrowAsync<RpcException>(() => channel.CreateCallInvoker().AsyncUnaryCall(nobody, null, default, []).ResponseAsync);
            (refused.StatusCode, refused.Status.Detail.Length > 0).ShouldBe((expected, true));
        }
    }

    [Fact]
    public async Task probes_of_inference_need_no_token()
    {
        using var stranger = system.Gateway.Http();
        foreach (var probe in (string[])["/v2/health/live", "/v2/health/ready"])
        {
            using var response = await stranger.GetAsync(probe);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, probe);
        }
        var inference = new GRPCInferenceService.GRPCInferenceServiceClient(system.Gateway.Anonymous);
        (await inference.ServerLiveAsync(new ServerLiveRequest())).Live.ShouldBeTrue();
        (await inference.ServerReadyAsync(new ServerReadyRequest())).Ready.ShouldBeTrue();
        (await Should.ThrowAsync<RpcException>(() => inference.ServerMetadataAsync(new ServerMetadataRequest()).ResponseAsync))
            .StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task a_service_that_is_down_is_unavailable_in_the_protocol_s_own_form()
    {
        var serving = new ModelServing.ModelServingClient(system.Gateway.ChannelAs("eve", "engineer"));
        await system.Serving.StopAsync();
        var before = system.Gateway.Log.Count;
        try
        {
            (await Should.ThrowAsync<RpcException>(() => serving.ListDeploymentsAsync(new ListDeploymentsRequest()).ResponseAsync)).StatusCode.ShouldBe(StatusCode.Unavailable);
            using var response = await http.PostAsync($"/v2/models/{GatewaySystem.Model}/infer", Body());
            (response.StatusCode, response.Headers.RetryAfter!.ToString()).ShouldBe((HttpStatusCode.ServiceUnavailable, "1"));
            (await response.Content.ReadFromJsonAsync<JsonObject>())!["error"]!.ToString().ShouldBe("The service behind the gateway does not answer; try again.");
            system.Gateway.Log.ShouldContain(line => line.StartsWith(
                $"Warning MlOps.Gateway.Routing.Unavailable No service answered /v2/models/{GatewaySystem.Model}/infer: Request Connection refused", StringComparison.Ordinal));
            // Of this alone: Marten logs one when a gateway is stopped, which other tests do.
            system.Gateway.Log.Skip(before).ShouldNotContain(line => line.Contains("   at ", StringComparison.Ordinal));
        }
        finally
        {
            await system.Serving.StartAsync();
        }

        await Eventually.HoldsAsync(async () => (await http.GetAsync($"/v2/models/{GatewaySystem.Model}/ready")).IsSuccessStatusCode);
        await serving.ListDeploymentsAsync(new ListDeploymentsRequest());
    }

    [Fact]
    public async Task one_caller_has_only_so_many_requests_under_way_at_once()
    {
        var busy = new DatasetCatalog.DatasetCatalogClient(system.Gateway.ChannelAs("busy", "engineer"));
        var waiting = Enumerable.Range(0, GatewaySystem.RequestsAtOnce).Select(i => busy.GetDatasetAsync(new GetDatasetRequest { Name = $"d{i}" }).ResponseAsync).ToArray();
        await Eventually.HoldsAsync(() => Task.FromResult(system.Gate.Waiting == GatewaySystem.RequestsAtOnce));

        (await Should.ThrowAsync<RpcException>(() => busy.GetDatasetAsync(new GetDatasetRequest()).ResponseAsync)).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        using var busyToo = system.Gateway.HttpAs("busy");
        using var refused = await busyToo.GetAsync("/v2/health/live");
        (refused.StatusCode, refused.Headers.RetryAfter!.ToString()).ShouldBe((HttpStatusCode.TooManyRequests, "1"));
        using var other = await http.GetAsync("/v2/health/live");
        other.StatusCode.ShouldBe(HttpStatusCode.OK);

        system.Gate.Open();
        (await Task.WhenAll(waiting)).Select(dataset => dataset.Name).ShouldBe(["d0", "d1", "d2", "d3"]);
        using var again = await busyToo.GetAsync("/v2/health/live");
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static StringContent Body() => new("""{"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": [1]}]}""");

    private static async Task<List<string>> StreamsAsync(AuditLog.AuditLogClient audit, string? service)
    {
        var streams = new List<string>();
        var headers = new Metadata();
        if (service is not null) headers.Add("mlops-service", service);
        using var call = audit.ReadAll(new ReadAllRequest { StreamPrefix = service is null or "gateway" ? "token/" : "" }, headers);
        while (await call.ResponseStream.MoveNext(default))
        {
            var stream = call.ResponseStream.Current.Stream;
            streams.Add(stream.StartsWith("token/", StringComparison.Ordinal) ? "token/" : stream);
        }
        return [.. streams.Distinct()];
    }
}
