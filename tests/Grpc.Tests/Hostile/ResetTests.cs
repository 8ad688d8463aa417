using Grpc.Core;
using Grpc.Net.Client;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Hostile;

/// <summary>What a client says of calls that the server resets, or whose connection breaks, wherever they are.</summary>
public sealed class ResetTests
{
    private const int Calls = 10;

    public static TheoryData<int?, StatusCode> Breaks => new()
    {
        { 0x0, StatusCode.Internal },
        { 0x1, StatusCode.Internal },
        { 0x2, StatusCode.Internal },
        { 0x7, StatusCode.Unavailable },
        { 0x8, StatusCode.Cancelled },
        { 0xb, StatusCode.ResourceExhausted },
        { 0xc, StatusCode.PermissionDenied },
        { null, StatusCode.Unavailable },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task before_the_response_begins(int? error, StatusCode expected)
    {
        await using var server = new RawServer((_, stream) => Break(stream, error));

        await EachEndsAsync(server, expected, async client => await client.UnaryCallAsync(new SimpleRequest()));
        await EachEndsAsync(server, expected, async client => await client.StreamingOutputCall(new StreamingOutputCallRequest()).ResponseStream.MoveNext());
        await EachEndsAsync(server, expected, async client => await client.StreamingInputCall());
        await EachEndsAsync(server, expected, async client => await client.FullDuplexCall().ResponseStream.MoveNext());
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task while_the_client_writes(int? error, StatusCode expected)
    {
        // What the server refuses, HTTP sends again: that may go on until the deadline.
        DateTime? deadline = error == 0x7 ? DateTime.UtcNow.AddSeconds(5) : null;
        StatusCode[] ends = deadline is null ? [expected] : [expected, StatusCode.DeadlineExceeded];
        await using var server = new RawServer((frame, stream) => frame == RawHttp2.Data ? Break(stream, error) : ([], false));

        await EachEndsAsync(server, ends, client => WriteInputAsync(client, deadline));
        await EachEndsAsync(server, ends, client => WriteDuplexAsync(client, deadline));
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task while_the_client_writes_and_the_response_has_begun(int? error, StatusCode expected)
    {
        await using var server = new RawServer((frame, stream) => frame == RawHttp2.Data ? Break(stream, error) : (RawHttp2.OpenResponse(stream), false));

        await EachEndsAsync(server, expected, client => WriteInputAsync(client, null));
        await EachEndsAsync(server, expected, client => WriteDuplexAsync(client, null));
        await EachEndsAsync(server, expected, client => WriteAndReadAsync(client, null, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task while_the_client_reads(int? error, StatusCode expected)
    {
        await using var server = new RawServer((frame, stream) =>
        {
            if (frame == RawHttp2.Data) return ([], false);
            var (broken, cut) = Break(stream, error);
            return ([.. RawHttp2.OpenResponse(stream), .. RawHttp2.Frame(RawHttp2.Data, 0, stream, RawCall.Frame(new byte[10], length: 20)), .. broken], cut);
        });

        await EachEndsAsync(server, expected, async client => await client.UnaryCallAsync(new SimpleRequest()));
        await EachEndsAsync(server, expected, async client => await client.StreamingOutputCall(new StreamingOutputCallRequest()).ResponseStream.MoveNext());
        await EachEndsAsync(server, expected, async client => await client.StreamingInputCall());
        await EachEndsAsync(server, expected, async client => await client.FullDuplexCall().ResponseStream.MoveNext());
    }

    [Fact]
    public async Task own_ends_are_no_faults_of_the_server()
    {
        await using var server = new RawServer((frame, stream) => (frame == RawHttp2.Headers ? RawHttp2.OpenResponse(stream) : [], false));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await EachEndsAsync(server, StatusCode.Cancelled, client => WriteAndReadAsync(client, null, cancellation.Token));
        await EachEndsAsync(server, StatusCode.DeadlineExceeded, client => WriteAndReadAsync(client, DateTime.UtcNow.AddMilliseconds(20), CancellationToken.None));
    }

    [Theory]
    [InlineData(StatusCode.OK)]
    [InlineData(StatusCode.FailedPrecondition)]
    public async Task a_write_that_comes_too_late_takes_nothing_from_the_answer(StatusCode status)
    {
        await using var server = new RawServer((frame, stream) => frame == RawHttp2.Headers
            ? ([.. RawHttp2.OpenResponse(stream), .. RawHttp2.EndResponse(stream, status), .. RawHttp2.Reset(stream, 0)], false)
            : ([], false));
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new TestService.TestServiceClient(channel).FullDuplexCall();

        var failure = await Should.ThrowAsync<RpcException>(async () =>
        {
            while (true) await call.RequestStream.WriteAsync(new StreamingOutputCallRequest());
        }).WaitAsync(TimeSpan.FromSeconds(20));

        failure.StatusCode.ShouldBeOneOf(StatusCode.Cancelled, status);
        if (status == StatusCode.OK) (await call.ResponseStream.MoveNext()).ShouldBeFalse();
        else await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext());
        call.GetStatus().StatusCode.ShouldBe(status);
    }

    private static (byte[] Bytes, bool Cut) Break(uint stream, int? error) => error is { } code ? (RawHttp2.Reset(stream, code), false) : ([], true);

    private static async Task WriteInputAsync(TestService.TestServiceClient client, DateTime? deadline)
    {
        using var call = client.StreamingInputCall(deadline: deadline);
        await WriteUntilBrokenAsync(call.RequestStream);
        await call;
    }

    private static async Task WriteDuplexAsync(TestService.TestServiceClient client, DateTime? deadline)
    {
        using var call = client.FullDuplexCall(deadline: deadline);
        await WriteUntilBrokenAsync(call.RequestStream);
        await call.ResponseStream.MoveNext();
    }

    private static Task WriteUntilBrokenAsync<T>(IClientStreamWriter<T> requests)
        where T : new() => MayBreakOffAsync(async () =>
    {
        while (true) await requests.WriteAsync(new T());
    });

    /// <summary>Why a write broke off, the call says for certain; the write itself as it happens.</summary>
    private static async Task MayBreakOffAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception exception) when (exception is RpcException or IOException or HttpRequestException)
        {
            // The response follows.
        }
    }

    private static async Task WriteAndReadAsync(TestService.TestServiceClient client, DateTime? deadline, CancellationToken cancellation)
    {
        using var call = client.FullDuplexCall(cancellationToken: cancellation, deadline: deadline);
        var read = call.ResponseStream.MoveNext();
        await MayBreakOffAsync(() => call.RequestStream.WriteAsync(new StreamingOutputCallRequest(), cancellation));
        await read;
    }

    private static Task EachEndsAsync(RawServer server, StatusCode expected, Func<TestService.TestServiceClient, Task> call) => EachEndsAsync(server, [expected], call);

    private static async Task EachEndsAsync(RawServer server, StatusCode[] expected, Func<TestService.TestServiceClient, Task> call)
    {
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new TestService.TestServiceClient(channel);
        for (var i = 0; i < Calls; i++)
        {
            var failure = await Should.ThrowAsync<RpcException>(() => call(client)).WaitAsync(TimeSpan.FromSeconds(20));
            expected.ShouldContain(failure.StatusCode, $"{failure.Status.Detail} {failure.Status.DebugException}");
        }
    }
}
