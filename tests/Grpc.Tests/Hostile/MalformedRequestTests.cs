using System.IO.Compression;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Grpc.Tests.Interop;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Hostile;

/// <summary>Requests that break the protocol are answered with a status, and the server goes on.</summary>
public sealed class MalformedRequestTests : IAsyncLifetime
{
    private const string UnaryCall = "/grpc.testing.TestService/UnaryCall";
    private const string InputCall = "/grpc.testing.TestService/StreamingInputCall";
    private const string Unknown = "2";
    private const string Internal = "13";
    private const string ResourceExhausted = "8";
    private const string Unimplemented = "12";

    private InteropServer server = null!;

    public async Task InitializeAsync() => server = await InteropServer.StartAsync();

    public async Task DisposeAsync()
    {
        // Whatever a test sent, the server still serves.
        using var channel = GrpcChannel.ForAddress(server.Address);
        await new TestService.TestServiceClient(channel).EmptyCallAsync(new Empty(), deadline: DateTime.UtcNow.AddSeconds(10));
        await server.DisposeAsync();
    }

    public static TheoryData<string, byte[], string> Bodies => new()
    {
        { "nothing", [], Internal },
        { "half a header", [0, 0, 0], Internal },
        { "half a message", RawCall.Frame(new byte[10], length: 20), Internal },
        { "an unknown flag", RawCall.Frame(new byte[2], flag: 7), Unknown },
        { "a length of 4 GB", RawCall.Frame([], length: uint.MaxValue), Unknown },
        { "a length of 2 GB", RawCall.Frame([], length: int.MaxValue), ResourceExhausted },
        { "compressed without an encoding", RawCall.Frame(new SimpleRequest(), flag: 1), Internal },
        { "no protobuf", RawCall.Frame([0xFF, 0xFF, 0xFF]), Unknown },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task answers_a_malformed_unary_request_with_a_status(string what, byte[] body, string expected) =>
        (await RawCall.SendAsync(server.Address, UnaryCall, body)).Status.ShouldBe(expected, what);

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task answers_a_malformed_stream_with_a_status(string what, byte[] body, string expected)
    {
        byte[] afterAGoodMessage = [.. RawCall.Frame(new StreamingInputCallRequest { Payload = new Payload() }), .. body];

        (await RawCall.SendAsync(server.Address, InputCall, afterAGoodMessage)).Status.ShouldBe(what == "nothing" ? "0" : expected, what);
    }

    [Fact]
    public async Task refuses_a_second_message_in_a_unary_request()
    {
        byte[] twice = [.. RawCall.Frame(new SimpleRequest()), .. RawCall.Frame(new SimpleRequest())];

        (await RawCall.SendAsync(server.Address, UnaryCall, twice)).Status.ShouldBe(Internal);
    }

    [Fact]
    public async Task refuses_a_message_over_the_limit_before_it_has_arrived()
    {
        var (status, message, _) = await RawCall.SendAsync(server.Address, UnaryCall, RawCall.Frame(new byte[10], length: 4 * 1024 * 1024 + 1));

        status.ShouldBe(ResourceExhausted);
        message.ShouldBe("Received message exceeds the maximum configured message size.");
    }

    [Fact]
    public async Task refuses_a_small_message_that_decompresses_past_the_limit()
    {
        var bomb = RawCall.Frame(Gzip(new byte[50 * 1024 * 1024]), flag: 1);

        bomb.Length.ShouldBeLessThan(100_000);
        (await RawCall.SendAsync(server.Address, UnaryCall, bomb, ("grpc-encoding", "gzip"))).Status.ShouldBe(ResourceExhausted);
    }

    [Fact]
    public async Task refuses_bytes_that_do_not_decompress() =>
        (await RawCall.SendAsync(server.Address, UnaryCall, RawCall.Frame([1, 2, 3, 4], flag: 1), ("grpc-encoding", "gzip"))).Status.ShouldBe(Unknown);

    [Fact]
    public async Task names_the_known_encodings_where_it_refuses_an_unknown_one()
    {
        var (status, message, _) = await RawCall.SendAsync(server.Address, UnaryCall, RawCall.Frame(new SimpleRequest(), flag: 1), ("grpc-encoding", "br"));

        status.ShouldBe(Unimplemented);
        message.ShouldBe("Unsupported grpc-encoding value 'br'. Supported encodings: identity, gzip, deflate");
    }

    [Fact]
    public async Task refuses_binary_metadata_that_is_not_base64() =>
        (await RawCall.SendAsync(server.Address, UnaryCall, RawCall.Frame(new SimpleRequest()), ("x-grpc-test-echo-trailing-bin", "*"))).Status.ShouldBe(Unknown);

    [Fact]
    public async Task takes_binary_metadata_without_padding() =>
        (await RawCall.SendAsync(server.Address, UnaryCall, RawCall.Frame(new SimpleRequest()), ("x-grpc-test-echo-trailing-bin", "q6s"))).Status.ShouldBe("0");

    [Theory]
    [InlineData("5x")]
    [InlineData("S")]
    [InlineData("123456789S")]
    [InlineData("-1S")]
    [InlineData("0S")]
    [InlineData("1n")]
    public async Task ignores_a_timeout_that_is_none(string timeout) =>
        (await RawCall.SendAsync(server.Address, UnaryCall, RawCall.Frame(new SimpleRequest()), ("grpc-timeout", timeout))).Status.ShouldBe("0");

    [Fact]
    public async Task takes_plain_messages_whatever_encoding_is_announced() =>
        (await RawCall.SendAsync(server.Address, UnaryCall, RawCall.Frame(new SimpleRequest()), ("grpc-encoding", "br"))).Status.ShouldBe("0");

    [Fact]
    public async Task refuses_a_compressed_message_that_is_said_to_be_plain() =>
        (await RawCall.SendAsync(server.Address, UnaryCall, RawCall.Frame(new SimpleRequest(), flag: 1), ("grpc-encoding", "identity"))).Status.ShouldBe(Internal);

    [Theory]
    [InlineData("identity, gzip", 1)]
    [InlineData("identity", 0)]
    public async Task compresses_unasked_only_for_callers_that_understand(string accepted, byte flag)
    {
        await using var compressing = await InteropServer.StartAsync(
            services => services.AddGrpc(options => options.ResponseCompressionAlgorithm = "gzip"), app => app.MapGrpcService<InteropService>());

        var (_, _, body) = await RawCall.SendAsync(compressing.Address, UnaryCall, RawCall.Frame(new SimpleRequest { ResponseSize = 10_000 }), ("grpc-accept-encoding", accepted));

        body[0].ShouldBe(flag);
    }

    [Fact]
    public async Task compresses_for_everybody_where_the_handler_says_so()
    {
        var request = RawCall.Frame(new SimpleRequest { ResponseSize = 10_000, ResponseCompressed = new BoolValue { Value = true } });

        var (_, _, body) = await RawCall.SendAsync(server.Address, UnaryCall, request, ("grpc-accept-encoding", "br"));

        body[0].ShouldBe((byte)1);
        body.Length.ShouldBeLessThan(1_000);
    }

    [Fact]
    public async Task answers_other_content_types_with_a_status_of_http()
    {
        using var content = new StringContent("{}");
        content.Headers.ContentType = new("application/json");
        using var response = await RawCall.PostAsync(server.Address, UnaryCall, content, CancellationToken.None);

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        response.Headers.GetValues("grpc-status").ShouldBe([Internal]);
        response.Headers.GetValues("grpc-message").Single().ShouldStartWith("Content-Type 'application/json");
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.SmallestSize)) stream.Write(bytes);
        return compressed.ToArray();
    }
}
