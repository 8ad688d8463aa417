using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using MlOps.Grpc.Tests.Protocol;
using Status = Grpc.Core.Status;

namespace MlOps.Grpc.Tests.Calls;

/// <summary>How failures of handlers reach callers.</summary>
public sealed class ErrorTests
{
    [Fact]
    public async Task a_rich_status_arrives_with_its_details()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = (_, _) => throw new Google.Rpc.Status
            {
                Code = (int)Code.InvalidArgument,
                Message = "two fields are wrong",
                Details =
                {
                    Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "name", Description = "is empty" } } }),
                    Any.Pack(new RequestInfo { RequestId = "X" }),
                },
            }.ToRpcException(),
        });

        var failure = await FailureAsync(scripted);

        failure.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        failure.Status.Detail.ShouldBe("two fields are wrong");
        var rich = failure.GetRpcStatus().ShouldNotBeNull();
        rich.GetDetail<BadRequest>().ShouldNotBeNull().FieldViolations.Single().Field.ShouldBe("name");
        rich.GetDetail<RequestInfo>().ShouldNotBeNull().RequestId.ShouldBe("X");
        rich.GetDetail<RetryInfo>().ShouldBeNull();
    }

    [Fact]
    public void a_rich_status_is_metadata()
    {
        var status = new Google.Rpc.Status { Code = (int)Code.NotFound, Message = "gone" };
        var metadata = new Metadata();
        metadata.GetRpcStatus().ShouldBeNull();

        metadata.SetRpcStatus(new Google.Rpc.Status());
        metadata.SetRpcStatus(status);

        metadata.Count.ShouldBe(1);
        metadata.GetRpcStatus().ShouldBe(status);
        var other = status.ToRpcException(StatusCode.Aborted, "later");
        other.Status.ShouldBe(new Status(StatusCode.Aborted, "later"));
        other.GetRpcStatus().ShouldBe(status);
        var broken = new Metadata { { "grpc-status-details-bin", [0xFF, 0xFF] } };
        Should.Throw<InvalidProtocolBufferException>(() => broken.GetRpcStatus());
        broken.GetRpcStatus(ignoreParseError: true).ShouldBeNull();
        Should.Throw<InvalidProtocolBufferException>(() => new RpcException(Status.DefaultCancelled, broken).GetRpcStatus());
        new Google.Rpc.Status { Code = 99 }.ToRpcException().StatusCode.ShouldBe(StatusCode.Unknown);
    }

    [Fact]
    public async Task trailers_of_the_context_and_of_the_exception_both_arrive()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = (_, context) =>
            {
                context.ResponseTrailers.Add("from-context", "a");
                throw new RpcException(new Status(StatusCode.Aborted, "conflict"), new Metadata { { "from-exception", "b" }, { "bytes-bin", [1, 2, 3] } });
            },
        });

        var failure = await FailureAsync(scripted);

        failure.Trailers.GetValue("from-context").ShouldBe("a");
        failure.Trailers.GetValue("from-exception").ShouldBe("b");
        failure.Trailers.GetValueBytes("bytes-bin").ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData(false, "Exception was thrown by handler.")]
    [InlineData(true, "Exception was thrown by handler. InvalidOperationException: secret")]
    public async Task the_text_of_other_exceptions_is_told_only_where_that_is_wanted(bool detailed, string expected)
    {
        await using var scripted = await Scripted.StartAsync(
            new ScriptedService { Unary = (_, _) => throw new InvalidOperationException("secret") },
            options => options.EnableDetailedErrors = detailed);

        var failure = await FailureAsync(scripted);

        failure.StatusCode.ShouldBe(StatusCode.Unknown);
        failure.Status.Detail.ShouldBe(expected);
    }

    [Fact]
    public async Task a_status_set_on_the_context_ends_a_stream()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Output = async (_, responses, context) =>
            {
                await responses.WriteAsync(new StreamingOutputCallResponse());
                context.Status = new Status(StatusCode.OutOfRange, "no more");
            },
        });
        using var call = scripted.Client.StreamingOutputCall(new StreamingOutputCallRequest());

        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        var failure = await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext());

        failure.Status.ShouldBe(new Status(StatusCode.OutOfRange, "no more"));
    }

    [Fact]
    public async Task messages_over_a_limit_are_refused_on_the_side_that_has_it()
    {
        var large = new SimpleRequest { Payload = new Payload { Body = ByteString.CopyFrom(new byte[2000]) } };
        await using var receiving = await Scripted.StartAsync(new ScriptedService(), options => options.MaxReceiveMessageSize = 1000);
        await using var sending = await Scripted.StartAsync(
            new ScriptedService { Unary = (_, _) => Task.FromResult(new SimpleResponse { Payload = large.Payload }) }, options => options.MaxSendMessageSize = 1000);
        await using var limitedClient = await Scripted.StartAsync(
            new ScriptedService { Unary = (_, _) => Task.FromResult(new SimpleResponse { Payload = large.Payload }) },
            channel: new GrpcChannelOptions { MaxReceiveMessageSize = 1000 });
        await using var limitedSender = await Scripted.StartAsync(new ScriptedService(), channel: new GrpcChannelOptions { MaxSendMessageSize = 1000 });

        (await FailureAsync(receiving, large)).Status.Detail.ShouldBe("Received message exceeds the maximum configured message size.");
        (await FailureAsync(sending)).Status.Detail.ShouldBe("Sending message exceeds the maximum configured message size.");
        (await FailureAsync(limitedClient)).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        (await FailureAsync(limitedSender, large)).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task a_cancelled_call_throws_what_the_channel_says()
    {
        await using var scripted = await Scripted.StartAsync(
            new ScriptedService { Unary = async (_, context) => { await Eventually.CancelledAsync(context.CancellationToken); return new SimpleResponse(); } },
            channel: new GrpcChannelOptions { ThrowOperationCanceledOnCancellation = true });
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        var thrown = await Should.ThrowAsync<OperationCanceledException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: cancellation.Token));

        thrown.CancellationToken.ShouldBe(cancellation.Token);
    }

    [Fact]
    public async Task that_a_server_cancelled_is_no_cancellation_of_the_caller()
    {
        await using var scripted = await Scripted.StartAsync(
            new ScriptedService { Unary = (_, _) => throw new RpcException(new Status(StatusCode.Cancelled, "not now")) },
            channel: new GrpcChannelOptions { ThrowOperationCanceledOnCancellation = true });

        (await FailureAsync(scripted)).Status.Detail.ShouldBe("not now");
    }

    [Fact]
    public async Task a_compression_that_the_channel_does_not_know_fails_the_call()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService());
        var unknown = new Metadata { { "grpc-internal-encoding-request", "br" } };

        (await Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest(), unknown))).StatusCode.ShouldBe(StatusCode.Internal);
    }

    private static Task<RpcException> FailureAsync(Scripted scripted, SimpleRequest? request = null) =>
        Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(request ?? new SimpleRequest()));
}
