using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MlOps.Grpc.Tests.Interop;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Hostile;

/// <summary>Servers that break the protocol fail the call, and nothing else.</summary>
public sealed class MalformedResponseTests
{
    private static readonly byte[] Good = RawCall.Frame(new SimpleResponse());

    [Fact]
    public Task fails_where_the_status_is_missing() => FailsAsync(StatusCode.Cancelled, response => response.Body.WriteAsync(Good).AsTask());

    [Fact]
    public Task fails_where_the_message_is_missing() => FailsAsync(StatusCode.Internal, async response =>
    {
        await response.StartAsync();
        response.AppendTrailer("grpc-status", "0");
    });

    [Fact]
    public Task fails_where_the_message_breaks_off() => FailsAsync(StatusCode.Internal, async response =>
    {
        await response.Body.WriteAsync(RawCall.Frame(new byte[3], length: 100));
        response.AppendTrailer("grpc-status", "0");
    });

    [Fact]
    public Task fails_where_the_flag_is_unknown() => FailsAsync(StatusCode.Internal, async response =>
    {
        await response.Body.WriteAsync(RawCall.Frame(new byte[3], flag: 9));
        response.AppendTrailer("grpc-status", "0");
    });

    [Fact]
    public Task fails_where_a_length_of_4_gb_is_announced() => FailsAsync(StatusCode.Internal, response => response.Body.WriteAsync(RawCall.Frame([], length: uint.MaxValue)).AsTask());

    [Fact]
    public Task fails_where_two_messages_answer_a_unary_call() => FailsAsync(StatusCode.Internal, async response =>
    {
        await response.Body.WriteAsync(Good);
        await response.Body.WriteAsync(Good);
        response.AppendTrailer("grpc-status", "0");
    });

    [Fact]
    public Task fails_where_the_encoding_is_unknown() => FailsAsync(StatusCode.Unimplemented, async response =>
    {
        response.Headers["grpc-encoding"] = "br";
        await response.Body.WriteAsync(RawCall.Frame([1, 2], flag: 1));
        response.AppendTrailer("grpc-status", "0");
    });

    [Fact]
    public Task fails_where_the_status_is_no_number() => FailsAsync(StatusCode.Cancelled, async response =>
    {
        await response.Body.WriteAsync(Good);
        response.AppendTrailer("grpc-status", "fine");
    });

    [Fact]
    public Task fails_where_the_status_in_the_headers_is_no_number() => FailsAsync(StatusCode.Internal, response =>
    {
        response.Headers["grpc-status"] = "fine";
        return Task.CompletedTask;
    });

    [Fact]
    public Task fails_where_the_headers_say_that_all_is_well() => FailsAsync(StatusCode.Internal, response =>
    {
        response.Headers["grpc-status"] = "0";
        return Task.CompletedTask;
    });

    [Fact]
    public Task passes_a_status_on_that_nobody_knows() => FailsAsync((StatusCode)99, response =>
    {
        response.Headers["grpc-status"] = "99";
        return Task.CompletedTask;
    });

    [Fact]
    public Task takes_a_status_though_its_metadata_is_malformed() => FailsAsync(StatusCode.Aborted, async response =>
    {
        await response.Body.WriteAsync(Good);
        response.AppendTrailer("grpc-status", "10");
        response.AppendTrailer("key-bin", "*");
    });

    [Fact]
    public Task fails_where_a_message_is_compressed_and_no_encoding_named() => FailsAsync(StatusCode.Internal, async response =>
    {
        await response.Body.WriteAsync(RawCall.Frame([1, 2], flag: 1));
        response.AppendTrailer("grpc-status", "0");
    });

    [Fact]
    public Task fails_where_the_answer_is_a_web_page() => FailsAsync(StatusCode.Cancelled, response =>
    {
        response.ContentType = "text/html";
        return response.WriteAsync("<html>");
    });

    [Theory]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(431, StatusCode.Internal)]
    public Task maps_a_status_of_http(int http, StatusCode expected) => FailsAsync(expected, response =>
    {
        response.StatusCode = http;
        return Task.CompletedTask;
    });

    [Fact]
    public Task fails_where_the_stream_is_reset() => FailsAsync(StatusCode.Internal, async response =>
    {
        await response.Body.WriteAsync(Good.AsMemory(0, 3));
        await response.Body.FlushAsync();
        response.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResetFeature>()!.Reset(2);
    });

    [Fact]
    public Task takes_a_refused_stream_as_unavailable() => FailsAsync(StatusCode.Unavailable, async response =>
    {
        await response.Body.WriteAsync(Good.AsMemory(0, 3));
        await response.Body.FlushAsync();
        response.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResetFeature>()!.Reset(7);
    });

    [Fact]
    public Task fails_where_the_connection_is_cut() => FailsAsync(StatusCode.Unavailable, async response =>
    {
        await response.Body.WriteAsync(Good.AsMemory(0, 3));
        await response.Body.FlushAsync();
        response.HttpContext.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionLifetimeFeature>()!.Abort();
    }, StatusCode.Internal);

    [Fact]
    public async Task is_unavailable_where_nothing_listens()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{FreePort.Next()}");
        var client = new TestService.TestServiceClient(channel);

        (await Should.ThrowAsync<RpcException>(async () => await client.UnaryCallAsync(new SimpleRequest()))).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    private static async Task FailsAsync(StatusCode expected, Func<HttpResponse, Task> respond, params StatusCode[] orElse)
    {
        await using var server = await InteropServer.StartAsync(_ => { }, app => app.Run(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await respond(context.Response);
        }));
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new TestService.TestServiceClient(channel);

        var unary = await Should.ThrowAsync<RpcException>(async () => await client.UnaryCallAsync(new SimpleRequest())).WaitAsync(TimeSpan.FromSeconds(20));

        orElse.Append(expected).ShouldContain(unary.StatusCode, unary.Status.Detail);
    }
}
