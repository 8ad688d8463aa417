using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Google.Rpc;
using Grpc.Core;
using MlOps.ServiceDefaults.Tests.Sample;
using Status = Google.Rpc.Status;

namespace MlOps.ServiceDefaults.Tests.Errors;

public sealed class ErrorMappingTests(SampleSystem sample) : IClassFixture<SampleSystem>
{
    [Theory]
    [InlineData("invalid", StatusCode.InvalidArgument, HttpStatusCode.BadRequest)]
    [InlineData("missing", StatusCode.NotFound, HttpStatusCode.NotFound)]
    [InlineData("exists", StatusCode.AlreadyExists, HttpStatusCode.Conflict)]
    [InlineData("rule", StatusCode.FailedPrecondition, HttpStatusCode.UnprocessableEntity)]
    [InlineData("limit", StatusCode.ResourceExhausted, HttpStatusCode.TooManyRequests)]
    [InlineData("denied", StatusCode.PermissionDenied, HttpStatusCode.Forbidden)]
    [InlineData("conflict", StatusCode.Aborted, HttpStatusCode.Conflict)]
    [InlineData("race", StatusCode.Aborted, HttpStatusCode.Conflict)]
    [InlineData("blob", StatusCode.NotFound, HttpStatusCode.NotFound)]
    [InlineData("corrupt", StatusCode.DataLoss, HttpStatusCode.InternalServerError)]
    [InlineData("database", StatusCode.Unavailable, HttpStatusCode.ServiceUnavailable)]
    [InlineData("downstream-missing", StatusCode.NotFound, HttpStatusCode.NotFound)]
    [InlineData("downstream-unknown", StatusCode.Internal, HttpStatusCode.InternalServerError)]
    [InlineData("bug", StatusCode.Internal, HttpStatusCode.InternalServerError)]
    public async Task gives_every_exception_its_status(string kind, StatusCode code, HttpStatusCode httpStatus)
    {
        var unary = await SampleSystem.RefusalOf(sample.NotesAs("ann").FailWithAsync(new() { Kind = kind }));
        unary.StatusCode.ShouldBe(code);

        using var http = await sample.Service.HttpAs("ann").GetAsync($"/fail/{kind}");
        http.StatusCode.ShouldBe(httpStatus);
        http.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task names_every_field_at_fault()
    {
        var refusal = await SampleSystem.RefusalOf(sample.NotesAs("ann").WriteNoteAsync(new() { Name = "Not A Name", Text = "" }));

        refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        Detail<BadRequest>(refusal).FieldViolations.Select(v => v.Field).ShouldBe(["name", "text"]);
    }

    [Fact]
    public async Task names_the_broken_rule()
    {
        var violation = Detail<PreconditionFailure>(await FailureOf("rule")).Violations.Single();

        violation.Type.ShouldBe("FOUR_EYES");
        violation.Subject.ShouldBe("model/bike/1");
        violation.Description.ShouldBe("the requester may not approve");
    }

    [Fact]
    public async Task names_the_missing_resource()
    {
        var resource = Detail<ResourceInfo>(await FailureOf("missing"));

        (resource.ResourceType, resource.ResourceName).ShouldBe(("model", "bike"));
    }

    [Fact]
    public async Task names_the_limit() => Detail<QuotaFailure>(await FailureOf("limit")).Violations.Single().Subject.ShouldBe("columns per dataset");

    [Fact]
    public async Task names_the_conflict() => Detail<ErrorInfo>(await FailureOf("race")).ToString().ShouldContain("VERSION_CONFLICT");

    [Theory]
    [InlineData("bug")]
    [InlineData("downstream-unknown")]
    public async Task tells_nothing_about_a_bug_but_its_request_id(string kind)
    {
        var call = sample.NotesAs("ann").FailWithAsync(new() { Kind = kind }, new Metadata { { "x-correlation-id", "req-42" } });
        var refusal = await SampleSystem.RefusalOf(call);

        refusal.Status.Detail.ShouldContain("req-42");
        refusal.Status.Detail.ShouldNotContain("secret");
        refusal.Trailers.ShouldNotContain(t => t.Key == "grpc-status-details-bin");
        (await sample.Service.HttpAs("ann").GetStringOfFailureAsync($"/fail/{kind}")).ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("Testing")]
    [InlineData("Development")]
    public async Task shows_nobody_a_stack_trace_whatever_the_environment_and_says_its_request_id(string environment)
    {
        await using var service = await sample.System.StartServiceAsync("jotter", builder =>
        {
            builder.Environment.EnvironmentName = environment;
            builder.AddNotes("jotter");
        }, app => app.MapNotes(), new Dictionary<string, string?> { ["services:other:grpc:0"] = "http://127.0.0.1:1" });
        using var http = service.HttpAs("ann");
        http.DefaultRequestHeaders.Add("Accept", "text/html");

        using var response = await http.GetAsync("/fail/bug");
        var body = await response.Content.ReadAsStringAsync();
        var requestId = response.Headers.GetValues("x-correlation-id").Single();

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        body.ShouldContain($"request id {requestId}");
        foreach (var secret in (string[])["secret", "   at ", "Exception", ".cs"]) body.ShouldNotContain(secret);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; frame-ancestors 'none'"]);
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task maps_failures_in_the_middle_of_a_stream()
    {
        using var call = sample.NotesAs("ann").FailWhileStreaming(new() { Kind = "rule" });
        (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();

        var refusal = await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(default));

        refusal.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        Detail<PreconditionFailure>(refusal).Violations.Single().Type.ShouldBe("FOUR_EYES");
    }

    [Fact]
    public async Task lists_the_faults_in_problem_json()
    {
        using var response = await sample.Service.HttpAs("ann").GetAsync("/fail/invalid");
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();

        problem.GetProperty("code").GetString().ShouldBe("InvalidArgument");
        problem.GetProperty("faults").EnumerateArray().Select(f => f.GetProperty("field").GetString()).ShouldBe(["name", "rows"]);
    }

    private async Task<RpcException> FailureOf(string kind) => await SampleSystem.RefusalOf(sample.NotesAs("ann").FailWithAsync(new() { Kind = kind }));

    private static T Detail<T>(RpcException refusal)
        where T : Google.Protobuf.IMessage<T>, new()
    {
        var status = Status.Parser.ParseFrom(refusal.Trailers.GetValueBytes("grpc-status-details-bin"));
        status.Code.ShouldBe((int)refusal.StatusCode);
        return status.Details.Single().Unpack<T>();
    }
}
