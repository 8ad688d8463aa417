using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Hostile;

/// <summary>Callers that stall, stop or vanish leave nothing behind.</summary>
public sealed class BrokenStreamTests
{
    private const string InputCall = "/grpc.testing.TestService/StreamingInputCall";

    [Fact]
    public async Task a_caller_that_resets_the_stream_ends_its_handler()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService { Input = SumAsync });
        using var cancellation = new CancellationTokenSource();
        using var call = scripted.Client.StreamingInputCall(cancellationToken: cancellation.Token);
        await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = new Payload() });
        await Eventually.HoldsAsync(() => Task.FromResult(scripted.Service.Active == 1));

        await cancellation.CancelAsync();

        await Eventually.HoldsAsync(() => Task.FromResult(scripted.Service.Active == 0));
    }

    [Fact]
    public async Task a_handler_that_waits_for_its_token_learns_of_the_reset()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = async (_, context) =>
            {
                await Eventually.CancelledAsync(context.CancellationToken);
                return new SimpleResponse();
            },
        });
        using var call = scripted.Client.UnaryCallAsync(new SimpleRequest());
        await Eventually.HoldsAsync(() => Task.FromResult(scripted.Service.Active == 1));

        call.Dispose();

        await Eventually.HoldsAsync(() => Task.FromResult(scripted.Service.Active == 0));
        call.GetStatus().StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task connections_that_vanish_in_the_middle_of_a_message_end_their_handlers()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService { Input = SumAsync });
        for (var i = 0; i < 20; i++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(scripted.Address.Host, scripted.Address.Port);
            var stream = socket.GetStream();
            await stream.WriteAsync(RawHttp2.OpenStream(InputCall, RawCall.Frame(new byte[10], length: 1000)));
            await Eventually.HoldsAsync(() => Task.FromResult(scripted.Service.Active == 1));
            socket.Client.Close(0);
            await Eventually.HoldsAsync(() => Task.FromResult(scripted.Service.Active == 0));
        }

        await scripted.Client.EmptyCallAsync(new Empty());
    }

    [Fact]
    public async Task bytes_that_are_not_http_are_survived()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService());
        var random = new Random(1);
        for (var i = 0; i < 20; i++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(scripted.Address.Host, scripted.Address.Port);
            var garbage = new byte[1000];
            random.NextBytes(garbage);
            byte[] sent = i % 2 == 0 ? garbage : [.. RawHttp2.Preface, .. garbage];
            await socket.GetStream().WriteAsync(sent);
        }

        await scripted.Client.EmptyCallAsync(new Empty());
    }

    [Fact]
    public async Task a_handler_may_answer_before_the_caller_has_finished()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Input = async (requests, _) =>
            {
                await requests.MoveNext();
                throw new RpcException(new Status(StatusCode.FailedPrecondition, "enough"));
            },
        });
        using var call = scripted.Client.StreamingInputCall();

        var failure = await Should.ThrowAsync<RpcException>(async () =>
        {
            while (true) await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = new Payload { Body = ByteString.CopyFrom(new byte[10_000]) } });
        }).WaitAsync(TimeSpan.FromSeconds(30));

        // A write that the answer breaks off may not know it yet; the call does.
        failure.StatusCode.ShouldBeOneOf(StatusCode.FailedPrecondition, StatusCode.Cancelled);
        (await Should.ThrowAsync<RpcException>(async () => await call)).Status.Detail.ShouldBe("enough");
    }

    [Fact]
    public async Task a_reader_that_stalls_stops_the_writer_instead_of_filling_memory()
    {
        var written = 0;
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Output = async (_, responses, context) =>
            {
                var message = new StreamingOutputCallResponse { Payload = new Payload { Body = ByteString.CopyFrom(new byte[100_000]) } };
                while (true)
                {
                    await responses.WriteAsync(message, context.CancellationToken);
                    Interlocked.Increment(ref written);
                }
            },
        });
        using var call = scripted.Client.StreamingOutputCall(new StreamingOutputCallRequest());
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();

        // Nothing more is read: the count must come to rest, far below what could be written meanwhile.
        await Stalled.WhenAtRestAsync(() => Volatile.Read(ref written));
        Volatile.Read(ref written).ShouldBeLessThan(500);

        call.Dispose();
        await Eventually.HoldsAsync(() => Task.FromResult(scripted.Service.Active == 0));
    }

    [Fact]
    public async Task a_thousand_cancelled_calls_leave_no_handler_and_a_working_channel()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService { Duplex = (requests, _, _) => SumAsync(requests) });
        await Parallel.ForAsync(0, 1000, async (i, cancellationToken) =>
        {
            using var call = scripted.Client.FullDuplexCall(cancellationToken: cancellationToken);
            if (i % 2 != 0) return;
            try
            {
                await call.RequestStream.WriteAsync(new StreamingOutputCallRequest(), cancellationToken);
            }
            catch (RpcException)
            {
                // A server that has more resets to work off than it allows refuses what comes next; the client goes on.
            }
        });

        await Eventually.HoldsAsync(() => Task.FromResult(scripted.Service.Active == 0));
        await scripted.Client.EmptyCallAsync(new Empty());
    }

    private static async Task<StreamingInputCallResponse> SumAsync(IAsyncStreamReader<StreamingInputCallRequest> requests, ServerCallContext context)
    {
        var sum = 0;
        await foreach (var request in requests.ReadAllAsync()) sum += request.Payload.Body.Length;
        return new StreamingInputCallResponse { AggregatedPayloadSize = sum };
    }

    private static async Task SumAsync(IAsyncStreamReader<StreamingOutputCallRequest> requests)
    {
        await foreach (var _ in requests.ReadAllAsync())
        {
        }
    }
}
