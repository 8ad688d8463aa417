using Google.Protobuf;
using Grpc.Core;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Calls;

/// <summary>Streams: their order, their ends, and what callers and handlers may not do with them.</summary>
public sealed class StreamingTests
{
    private static readonly StreamingOutputCallRequest Large = new() { Payload = new Payload { Body = ByteString.CopyFrom(new byte[100_000]) } };

    [Fact]
    public async Task a_caller_that_has_finished_still_receives()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Duplex = async (requests, responses, context) =>
            {
                var received = 0;
                await foreach (var _ in requests.ReadAllAsync(context.CancellationToken)) received++;
                for (var i = 0; i < received * 100; i++) await responses.WriteAsync(new StreamingOutputCallResponse { Payload = new Payload { Type = i } });
            },
        });
        using var call = scripted.Client.FullDuplexCall();
        for (var i = 0; i < 3; i++) await call.RequestStream.WriteAsync(new StreamingOutputCallRequest());
        await call.RequestStream.CompleteAsync();

        (await call.ResponseStream.ReadAllAsync().Select(response => response.Payload.Type).ToListAsync()).ShouldBe(Enumerable.Range(0, 300));
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task a_writer_waits_for_a_server_that_does_not_read_until_it_is_cancelled()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService { Duplex = (_, _, context) => Eventually.CancelledAsync(context.CancellationToken) });
        using var cancellation = new CancellationTokenSource();
        using var call = scripted.Client.FullDuplexCall();
        var (writing, count) = WriteOn(call.RequestStream, cancellation.Token);
        await Stalled.WhenAtRestAsync(count);

        count().ShouldBeLessThan(500);
        await cancellation.CancelAsync();

        (await Should.ThrowAsync<RpcException>(writing)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await Eventually.HoldsAsync(() => Task.FromResult(scripted.Service.Active == 0));
    }

    [Fact]
    public async Task one_write_and_one_read_at_a_time()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService { Duplex = (_, _, context) => Eventually.CancelledAsync(context.CancellationToken) });
        using var call = scripted.Client.FullDuplexCall();
        var (writing, count) = WriteOn(call.RequestStream, CancellationToken.None);
        await Stalled.WhenAtRestAsync(count);
        var read = call.ResponseStream.MoveNext();

        await Should.ThrowAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(Large));
        await Should.ThrowAsync<InvalidOperationException>(() => call.RequestStream.CompleteAsync());
        await Should.ThrowAsync<InvalidOperationException>(() => call.ResponseStream.MoveNext());

        call.Dispose();
        (await Should.ThrowAsync<RpcException>(read)).StatusCode.ShouldBe(StatusCode.Cancelled);
        (await Should.ThrowAsync<RpcException>(writing)).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task nothing_is_written_after_the_end()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService());
        using var call = scripted.Client.FullDuplexCall();
        (await call.ResponseStream.MoveNext()).ShouldBeFalse();
        (await Should.ThrowAsync<RpcException>(() => call.RequestStream.WriteAsync(new StreamingOutputCallRequest()))).StatusCode.ShouldBe(StatusCode.OK);

        using var completed = scripted.Client.StreamingInputCall();
        await completed.RequestStream.CompleteAsync();
        await completed.RequestStream.CompleteAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => completed.RequestStream.WriteAsync(new StreamingInputCallRequest()));
        await completed;
    }

    [Fact]
    public async Task nothing_is_done_with_a_call_that_is_disposed_of()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService { Duplex = (_, _, context) => Eventually.CancelledAsync(context.CancellationToken) });
        var call = scripted.Client.FullDuplexCall();
        call.Dispose();

        await Should.ThrowAsync<ObjectDisposedException>(async () => await call.RequestStream.WriteAsync(new StreamingOutputCallRequest()));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await call.RequestStream.CompleteAsync());
        await Should.ThrowAsync<ObjectDisposedException>(async () => await call.ResponseStream.MoveNext());
        call.GetStatus().ShouldBe(new Status(StatusCode.Cancelled, "gRPC call disposed."));
        Should.Throw<InvalidOperationException>(call.GetTrailers);
    }

    [Fact]
    public async Task nothing_is_said_of_a_call_that_goes_on()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService { Duplex = (_, _, context) => Eventually.CancelledAsync(context.CancellationToken) });
        using var call = scripted.Client.FullDuplexCall();

        call.ResponseStream.Current.ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => call.GetStatus());
        Should.Throw<InvalidOperationException>(call.GetTrailers);
    }

    [Fact]
    public async Task a_handler_that_cancels_a_write_cancels_the_call()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Output = async (_, responses, _) =>
            {
                await responses.WriteAsync(new StreamingOutputCallResponse());
                await responses.WriteAsync(new StreamingOutputCallResponse(), new CancellationToken(canceled: true));
            },
        });
        using var call = scripted.Client.StreamingOutputCall(new StreamingOutputCallRequest());

        (await Should.ThrowAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext())
            {
            }
        })).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task a_handler_reads_nothing_once_it_has_returned()
    {
        IAsyncStreamReader<StreamingInputCallRequest>? kept = null;
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Input = async (requests, context) =>
            {
                kept = requests;
                (await requests.MoveNext()).ShouldBeFalse();
                (await requests.MoveNext()).ShouldBeFalse();
                context.WriteOptions.ShouldBeNull();
                return new StreamingInputCallResponse();
            },
        });
        using var call = scripted.Client.StreamingInputCall();
        await call.RequestStream.CompleteAsync();

        await call;

        await Eventually.HoldsAsync(() => Task.FromResult(scripted.Service.Active == 0));
        await Should.ThrowAsync<InvalidOperationException>(async () => await kept!.MoveNext());
    }

    [Fact]
    public async Task a_handler_cannot_write_once_its_caller_has_gone()
    {
        var failure = new TaskCompletionSource<Exception>();
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Output = async (_, responses, _) =>
            {
                try
                {
                    while (true) await responses.WriteAsync(new StreamingOutputCallResponse());
                }
                catch (Exception exception)
                {
                    failure.SetResult(exception);
                    throw;
                }
            },
        });
        var call = scripted.Client.StreamingOutputCall(new StreamingOutputCallRequest());
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        call.Dispose();

        // A write under way is cancelled; the next one finds the call over.
        (await failure.Task.WaitAsync(TimeSpan.FromSeconds(20))).GetType().ShouldBeOneOf(typeof(OperationCanceledException), typeof(TaskCanceledException), typeof(InvalidOperationException));
    }

    [Fact]
    public async Task headers_are_sent_before_the_first_message_and_once()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Duplex = async (requests, _, context) =>
            {
                await context.WriteResponseHeadersAsync(new Metadata { { "early", "1" } });
                await requests.MoveNext();
                await context.WriteResponseHeadersAsync([]);
            },
        });
        using var call = scripted.Client.FullDuplexCall();

        (await call.ResponseHeadersAsync.WaitAsync(TimeSpan.FromSeconds(20))).GetValue("early").ShouldBe("1");
        await call.RequestStream.CompleteAsync();
        (await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext())).StatusCode.ShouldBe(StatusCode.Unknown);
    }

    [Fact]
    public async Task disposing_of_the_channel_ends_its_calls()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService { Duplex = (_, _, context) => Eventually.CancelledAsync(context.CancellationToken) });
        using var call = scripted.Client.FullDuplexCall();
        var read = call.ResponseStream.MoveNext();
        await Eventually.HoldsAsync(() => Task.FromResult(scripted.Service.Active == 1));

        scripted.Channel.Dispose();

        (await Should.ThrowAsync<RpcException>(read)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await Eventually.HoldsAsync(() => Task.FromResult(scripted.Service.Active == 0));
        Should.Throw<ObjectDisposedException>(() => scripted.Client.EmptyCallAsync(new Empty()));
    }

    /// <summary>Writes without end; the count says how many messages have been taken.</summary>
    private static (Task Writing, Func<int> Count) WriteOn(IClientStreamWriter<StreamingOutputCallRequest> writer, CancellationToken cancellationToken)
    {
        var written = 0;
        return (WriteAsync(), () => Volatile.Read(ref written));

        async Task WriteAsync()
        {
            while (true)
            {
                await writer.WriteAsync(Large, cancellationToken);
                Interlocked.Increment(ref written);
            }
        }
    }
}
