using System.Reflection;
using Google.Protobuf;
using Grpc.Core;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Interop;

/// <summary>What a client does and expects in each of the public interoperability test cases.</summary>
internal static class InteropCases
{
    private const string SpecialMessage = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";

    /// <summary>The names of all cases.</summary>
    public static IEnumerable<string> All => typeof(InteropCases).GetMethods(BindingFlags.Static | BindingFlags.Public)
        .Where(m => m.GetParameters() is [{ ParameterType: var parameter }] && parameter == typeof(TestService.TestServiceClient))
        .Select(m => m.Name);

    public static Task RunAsync(string name, ChannelBase channel) =>
        (Task)typeof(InteropCases).GetMethod(name)!.Invoke(null, [new TestService.TestServiceClient(channel)])!;

    public static async Task empty_unary(TestService.TestServiceClient client) => (await client.EmptyCallAsync(new Empty())).ShouldBe(new Empty());

    public static async Task large_unary(TestService.TestServiceClient client)
    {
        var response = await client.UnaryCallAsync(new SimpleRequest { ResponseSize = 314159, Payload = Zeros(271828) });
        response.Payload.ShouldBe(Zeros(314159));
    }

    public static async Task client_compressed_unary(TestService.TestServiceClient client)
    {
        var request = new SimpleRequest { ExpectCompressed = new BoolValue { Value = true }, ResponseSize = 314159, Payload = Zeros(271828) };
        (await FailureOf(async () => await client.UnaryCallAsync(request))).StatusCode.ShouldBe(StatusCode.InvalidArgument);

        (await client.UnaryCallAsync(request, Compressed())).Payload.ShouldBe(Zeros(314159));

        request.ExpectCompressed.Value = false;
        (await client.UnaryCallAsync(request)).Payload.ShouldBe(Zeros(314159));
    }

    public static async Task server_compressed_unary(TestService.TestServiceClient client)
    {
        foreach (var compressed in new[] { true, false })
        {
            var call = client.UnaryCallAsync(new SimpleRequest { ResponseCompressed = new BoolValue { Value = compressed }, ResponseSize = 314159, Payload = Zeros(271828) });
            (await call).Payload.ShouldBe(Zeros(314159));
        }
    }

    public static async Task client_streaming(TestService.TestServiceClient client)
    {
        using var call = client.StreamingInputCall();
        foreach (var size in new[] { 27182, 8, 1828, 45904 }) await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = Zeros(size) });
        await call.RequestStream.CompleteAsync();
        (await call).AggregatedPayloadSize.ShouldBe(74922);
    }

    public static async Task client_compressed_streaming(TestService.TestServiceClient client)
    {
        using (var refused = client.StreamingInputCall())
        {
            await refused.RequestStream.WriteAsync(new StreamingInputCallRequest { ExpectCompressed = new BoolValue { Value = true }, Payload = Zeros(27182) });
            (await FailureOf(async () => await refused)).StatusCode.ShouldBe(StatusCode.InvalidArgument);
        }

        using var call = client.StreamingInputCall(Compressed());
        await call.RequestStream.WriteAsync(new StreamingInputCallRequest { ExpectCompressed = new BoolValue { Value = true }, Payload = Zeros(27182) });
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(new StreamingInputCallRequest { ExpectCompressed = new BoolValue { Value = false }, Payload = Zeros(45904) });
        await call.RequestStream.CompleteAsync();
        (await call).AggregatedPayloadSize.ShouldBe(73086);
    }

    public static async Task server_streaming(TestService.TestServiceClient client)
    {
        int[] sizes = [31415, 9, 2653, 58979];
        using var call = client.StreamingOutputCall(new StreamingOutputCallRequest { ResponseParameters = { sizes.Select(size => new ResponseParameters { Size = size }) } });
        var received = await call.ResponseStream.ReadAllAsync().Select(response => response.Payload.Body.Length).ToListAsync();
        received.ShouldBe(sizes);
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    public static async Task server_compressed_streaming(TestService.TestServiceClient client)
    {
        var request = new StreamingOutputCallRequest
        {
            ResponseParameters =
            {
                new ResponseParameters { Compressed = new BoolValue { Value = true }, Size = 31415 },
                new ResponseParameters { Compressed = new BoolValue { Value = false }, Size = 92653 },
            },
        };
        using var call = client.StreamingOutputCall(request);
        (await call.ResponseStream.ReadAllAsync().Select(response => response.Payload.Body.Length).ToListAsync()).ShouldBe([31415, 92653]);
    }

    public static async Task ping_pong(TestService.TestServiceClient client)
    {
        using var call = client.FullDuplexCall();
        foreach (var (request, response) in new[] { (27182, 31415), (8, 9), (1828, 2653), (45904, 58979) })
        {
            await call.RequestStream.WriteAsync(Ask(request, response));
            (await call.ResponseStream.MoveNext()).ShouldBeTrue();
            call.ResponseStream.Current.Payload.Body.Length.ShouldBe(response);
        }
        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext()).ShouldBeFalse();
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    public static async Task empty_stream(TestService.TestServiceClient client)
    {
        using var call = client.FullDuplexCall();
        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext()).ShouldBeFalse();
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    public static async Task custom_metadata(TestService.TestServiceClient client)
    {
        byte[] bytes = [0xAB, 0xAB, 0xAB];
        var metadata = new Metadata { { "x-grpc-test-echo-initial", "test_initial_metadata_value" }, { "x-grpc-test-echo-trailing-bin", bytes } };

        using var unary = client.UnaryCallAsync(new SimpleRequest { ResponseSize = 314159, Payload = Zeros(271828) }, metadata);
        await unary;
        (await unary.ResponseHeadersAsync).GetValue("x-grpc-test-echo-initial").ShouldBe("test_initial_metadata_value");
        unary.GetTrailers().GetValueBytes("x-grpc-test-echo-trailing-bin").ShouldBe(bytes);

        using var duplex = client.FullDuplexCall(metadata);
        await duplex.RequestStream.WriteAsync(Ask(271828, 314159));
        await duplex.RequestStream.CompleteAsync();
        (await duplex.ResponseHeadersAsync).GetValue("x-grpc-test-echo-initial").ShouldBe("test_initial_metadata_value");
        (await duplex.ResponseStream.ReadAllAsync().CountAsync()).ShouldBe(1);
        duplex.GetTrailers().GetValueBytes("x-grpc-test-echo-trailing-bin").ShouldBe(bytes);
    }

    public static Task status_code_and_message(TestService.TestServiceClient client) => EchoesStatusAsync(client, "test status message");

    public static Task special_status_message(TestService.TestServiceClient client) => EchoesStatusAsync(client, SpecialMessage);

    public static async Task unimplemented_method(TestService.TestServiceClient client) =>
        (await FailureOf(async () => await client.UnimplementedCallAsync(new Empty()))).StatusCode.ShouldBe(StatusCode.Unimplemented);

    public static async Task cancel_after_begin(TestService.TestServiceClient client)
    {
        using var cancellation = new CancellationTokenSource();
        using var call = client.StreamingInputCall(cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        (await FailureOf(async () => await call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        call.GetStatus().StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    public static async Task cancel_after_first_response(TestService.TestServiceClient client)
    {
        using var cancellation = new CancellationTokenSource();
        using var call = client.FullDuplexCall(cancellationToken: cancellation.Token);
        await call.RequestStream.WriteAsync(Ask(27182, 31415));
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        await cancellation.CancelAsync();
        (await FailureOf(() => call.ResponseStream.MoveNext())).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    public static async Task timeout_on_sleeping_server(TestService.TestServiceClient client)
    {
        using var call = client.FullDuplexCall(deadline: DateTime.UtcNow.AddMilliseconds(1));
        var failure = await FailureOf(async () =>
        {
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = Zeros(27182) });
            await call.ResponseStream.MoveNext();
        });
        failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }

    public static async Task unimplemented_service(TestService.TestServiceClient client)
    {
        var other = new UnimplementedService.UnimplementedServiceClient(InvokerOf(client));
        (await FailureOf(async () => await other.UnimplementedCallAsync(new Empty()))).StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    private static CallInvoker InvokerOf(ClientBase client) =>
        (CallInvoker)typeof(ClientBase).GetProperty("CallInvoker", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(client)!;

    private static async Task EchoesStatusAsync(TestService.TestServiceClient client, string message)
    {
        var status = new EchoStatus { Code = 2, Message = message };
        var unary = await FailureOf(async () => await client.UnaryCallAsync(new SimpleRequest { ResponseStatus = status }));
        unary.Status.ShouldBe(new Status(StatusCode.Unknown, message));

        using var call = client.FullDuplexCall();
        await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseStatus = status });
        var duplex = await FailureOf(() => call.ResponseStream.MoveNext());
        duplex.StatusCode.ShouldBe(StatusCode.Unknown);
        duplex.Status.Detail.ShouldBe(message);
    }

    private static Task<RpcException> FailureOf(Func<Task> call) => Should.ThrowAsync<RpcException>(call);

    private static CallOptions Compressed() => new(new Metadata { { "grpc-internal-encoding-request", "gzip" } });

    private static StreamingOutputCallRequest Ask(int size, int responseSize) =>
        new() { Payload = Zeros(size), ResponseParameters = { new ResponseParameters { Size = responseSize } } };

    private static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };
}
