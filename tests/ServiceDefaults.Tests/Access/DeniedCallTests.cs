using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using MlOps.Contracts.Audit.V1;
using MlOps.EventSourcing.Denials;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Access;

/// <summary>What a denied caller is told, and what of it is recorded.</summary>
public sealed class DeniedCallTests(SampleSystem sample) : IClassFixture<SampleSystem>
{
    [Fact]
    public async Task a_denied_call_says_which_permission_is_missing_where_and_which_roles_have_it()
    {
        var refused = await SampleSystem.RefusalOf(AuditAs("vic", "viewer").GetStateAsync(new() { Stream = "note/x" }));

        refused.StatusCode.ShouldBe(StatusCode.PermissionDenied);
        refused.Status.Detail.ShouldBe(
            "The permission audit.record.read_all is missing in workspace default: it comes with the role engineer or approver or auditor or admin.");
        var info = refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!;
        (info.Reason, info.Domain, info.Metadata["permission"], info.Metadata["workspace"])
            .ShouldBe(("PERMISSION_MISSING", "mlops", "audit.record.read_all", "default"));
    }

    [Fact]
    public async Task over_http_it_is_problem_json()
    {
        await using var service = await sample.System.StartServiceAsync(
            "problem", _ => { }, app => app.MapGet("/hello", () => "hello").RequirePermission("notes.notes.write"));

        using var response = await service.HttpAs("vic", "viewer").GetAsync("/hello");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        (problem.GetProperty("code").GetString(), problem.GetProperty("permission").GetString(), problem.GetProperty("workspace").GetString())
            .ShouldBe(("PermissionDenied", "notes.notes.write", "default"));
    }

    [Fact]
    public async Task each_is_an_event_of_its_caller_in_the_record_and_on_the_topic()
    {
        var headers = new Metadata { { "x-correlation-id", "denied-1" } };
        await SampleSystem.RefusalOf(AuditAs("eva", "viewer").GetStateAsync(new() { Stream = "note/x" }, headers));

        var recorded = (await Eventually.GetsAsync(() => EventsAsync("denials/eva"), events => events.Count > 0)).ShouldHaveSingleItem();

        (recorded.Type, recorded.Actor, recorded.CorrelationId).ShouldBe(("access_denied", "eva", "denied-1"));
        var denied = JsonSerializer.Deserialize<AccessDenied>(recorded.Json)!;
        (denied.Subject, denied.Permission, denied.Method, denied.Rule, denied.LeftOut)
            .ShouldBe(("eva", "audit.record.read_all", "mlops.audit.v1.AuditLog/GetState", "permission-missing", 0));
        var sent = await sample.System.ConsumeAsync<Contracts.Access.V1.AccessDenied>(Publishes.Topic, e => e.Data.Subject == "eva");
        (sent.Subject, sent.Actor, sent.Data.Permission).ShouldBe(("denials/eva", "eva", "audit.record.read_all"));
        var state = await AuditAs("aud", "auditor").GetStateAsync(new() { Stream = "denials/eva" });
        (state.Type, JsonDocument.Parse(state.Json).RootElement.GetProperty("Count").GetInt64()).ShouldBe((nameof(DeniedCalls), 1));
    }

    [Fact]
    public async Task of_a_flood_ten_are_recorded_and_nobody_waits_for_the_record()
    {
        var audit = AuditAs("flo", "viewer");
        var refusals = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ =>
            Task.Run(async () => (await SampleSystem.RefusalOf(audit.GetStateAsync(new() { Stream = "note/x" }))).StatusCode)));

        refusals.ShouldAllBe(code => code == StatusCode.PermissionDenied);
        var recorded = await Eventually.GetsAsync(() => EventsAsync("denials/flo"), events => events.Count == 10);
        recorded.Count.ShouldBe(10);
    }

    [Fact]
    public async Task what_waits_is_recorded_when_the_service_stops_and_the_last_one_carries_the_count()
    {
        await using var service = await sample.System.StartServiceAsync("stopping", builder => builder.AddNotes("stopping"), app => app.MapNotes());
        var audit = new AuditLog.AuditLogClient(service.ChannelAs("sue", "viewer"));
        for (var i = 0; i < 30; i++) await SampleSystem.RefusalOf(audit.GetStateAsync(new() { Stream = "note/x" }));

        await service.RestartAsync();

        using var call = new AuditLog.AuditLogClient(service.ChannelAs("aud", "auditor")).ReadStream(new() { Stream = "denials/sue" });
        var events = await call.ResponseStream.ReadAllAsync().ToListAsync();
        events.Select(e => JsonDocument.Parse(e.Json).RootElement.GetProperty("LeftOut").GetInt64()).ShouldBe([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 19]);
    }

    [Fact]
    public async Task a_subject_that_cannot_be_stored_as_it_is_is_recorded_all_the_same()
    {
        var name = "x\0" + new string('y', 1_000);
        await SampleSystem.RefusalOf(AuditAs(name, "viewer").GetStateAsync(new() { Stream = "note/x" }));

        (await Eventually.GetsAsync(() => EventsAsync(DeniedCalls.StreamOf(name)), events => events.Count == 1))[0]
            .Stream.Length.ShouldBe("denials/".Length + 256);
    }

    [Fact]
    public async Task unknown_routes_and_methods_are_refused_with_a_body_and_only_to_those_with_a_token()
    {
        using var unknown = await sample.Service.HttpAs("ann").GetAsync("/nowhere");
        using var stranger = await sample.Service.Http().GetAsync("/nowhere");
        using var wrongVerb = await sample.Service.HttpAs("ann").DeleteAsync("/hello");

        (unknown.StatusCode, stranger.StatusCode, wrongVerb.StatusCode)
            .ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized, HttpStatusCode.MethodNotAllowed));
        foreach (var response in (HttpResponseMessage[])[unknown, stranger, wrongVerb])
            (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void it_is_sent_as_approved() => new Contracts.Access.V1.AccessDenied
    {
        Subject = "eve", Permission = "registry.models.promote", Method = "mlops.registry.v1.ModelRegistry/PromoteModelVersion",
        Rule = "permission-missing", LeftOut = 3,
    }.ShouldBeSentAsApproved();

    private AuditLog.AuditLogClient AuditAs(string subject, params string[] roles) => new(sample.Service.ChannelAs(subject, roles));

    private async Task<List<RecordedEvent>> EventsAsync(string stream)
    {
        using var call = AuditAs("aud", "auditor").ReadStream(new() { Stream = stream });
        try
        {
            return await call.ResponseStream.ReadAllAsync().ToListAsync();
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return [];
        }
    }
}
