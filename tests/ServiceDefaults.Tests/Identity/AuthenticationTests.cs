using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using HealthClient = Grpc.Health.V1.Health.HealthClient;
using MlOps.ServiceDefaults.Tests.Sample;

namespace MlOps.ServiceDefaults.Tests.Identity;

public sealed class AuthenticationTests(SampleSystem sample) : IClassFixture<SampleSystem>
{
    [Fact]
    public async Task refuses_a_grpc_call_without_a_token()
    {
        var notes = new Wire.Notes.NotesClient(sample.Service.Anonymous);

        (await SampleSystem.RefusalOf(notes.WhoCallsAsync(new()))).StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task refuses_a_grpc_call_with_a_changed_token()
    {
        var token = sample.System.TokenOf("ann");
        var notes = new Wire.Notes.NotesClient(sample.Service.Channel(token[..^5] + "AAAAA"));

        var refusal = await SampleSystem.RefusalOf(notes.WhoCallsAsync(new()));

        refusal.StatusCode.ShouldBe(StatusCode.Unauthenticated);
        refusal.Status.Detail.ShouldContain("bearer token");
    }

    [Fact]
    public async Task refuses_an_http_request_without_a_token_as_problem_json()
    {
        using var response = await sample.Service.Http().GetAsync("/hello");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task tells_handlers_who_calls()
    {
        var caller = await sample.NotesAs("ann", "approver", "trainer").WhoCallsAsync(new());

        caller.Subject.ShouldBe("ann");
        caller.Roles.ShouldBe(["approver", "trainer"]);
        caller.Workspace.ShouldBe("default");
    }

    [Fact]
    public async Task keeps_the_correlation_id_that_the_caller_gives()
    {
        var call = sample.NotesAs("ann").WhoCallsAsync(new(), new Metadata { { "x-correlation-id", "trip-7" } });

        (await call).CorrelationId.ShouldBe("trip-7");
        (await call.ResponseHeadersAsync).GetValue("x-correlation-id").ShouldBe("trip-7");
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    [InlineData("/metrics")]
    public async Task lets_local_probes_in_without_a_token(string path)
    {
        using var response = await sample.Service.Http().GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task lets_grpc_health_checks_in_without_a_token()
    {
        var health = new HealthClient(sample.Service.Anonymous);

        var answer = await Eventually.GetsAsync(
            async () => await health.CheckAsync(new HealthCheckRequest()), a => a.Status == HealthCheckResponse.Types.ServingStatus.Serving);

        answer.Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
    }
}
