using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MlOps.ServiceDefaults.Tests.Sample;

namespace MlOps.ServiceDefaults.Tests.Hostile;

/// <summary>Requests that break the protocol are answered with a status, none of them fills the log, and the service goes on.</summary>
public sealed class MalformedRequestTests(SampleSystem sample) : IClassFixture<SampleSystem>, IAsyncLifetime
{
    private const string WriteNote = "/mlops.notes.v1.Notes/WriteNote";
    private const string InvalidArgument = "3";
    private const string ResourceExhausted = "8";
    private const string Unimplemented = "12";
    private const string Internal = "13";
    private static readonly byte[] Note = RawCall.Frame(new Wire.WriteNoteRequest { Name = "raw", Text = "hello" });

    public static TheoryData<string, byte[], string> Bodies => new()
    {
        { "nothing", [], Internal },
        { "half a header", [0, 0, 0], Internal },
        { "half a message", RawCall.Frame(new byte[10], length: 20), Internal },
        { "an unknown flag", RawCall.Frame(new byte[2], flag: 7), InvalidArgument },
        { "a length of 4 GB", RawCall.Frame([], length: uint.MaxValue), InvalidArgument },
        { "a length of 2 GB", RawCall.Frame([], length: int.MaxValue), ResourceExhausted },
        { "a byte over the limit", RawCall.Frame(new byte[10], length: (16 << 20) + 1), ResourceExhausted },
        { "compressed without an encoding", RawCall.Frame([1, 2], flag: 1), Internal },
        { "no protobuf", RawCall.Frame([0xFF, 0xFF, 0xFF]), InvalidArgument },
        { "two messages", [.. Note, .. Note], Internal },
    };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await sample.NotesAs("ann").WhoCallsAsync(new(), deadline: DateTime.UtcNow.AddSeconds(10));
        sample.Service.Log.ShouldNotContain(line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task answers_a_malformed_request_with_a_status(string what, byte[] body, string expected)
    {
        var (status, message, _) = await SendAsync(body);

        status.ShouldBe(expected, $"{what}: {message}");
    }

    [Fact]
    public async Task answers_malformed_bytes_in_a_stream_like_those_in_a_single_request()
    {
        const string import = "/mlops.notes.v1.Notes/WriteNotes";

        (await SendAsync(import, [.. Note, .. RawCall.Frame([0xFF, 0xFF, 0xFF])])).Status.ShouldBe(InvalidArgument);
        (await SendAsync(import, [.. Note, .. RawCall.Frame(new byte[2], flag: 7)])).Status.ShouldBe(InvalidArgument);
        (await SendAsync(import, [.. Note, .. RawCall.Frame([], length: int.MaxValue)])).Status.ShouldBe(ResourceExhausted);
        (await SendAsync(import, [.. Note, 0, 0])).Status.ShouldBe(Internal);
    }

    [Fact]
    public async Task refuses_a_small_message_that_decompresses_past_the_limit()
    {
        var bomb = RawCall.Frame(Gzip(new byte[50 << 20]), flag: 1);

        bomb.Length.ShouldBeLessThan(100_000);
        (await SendAsync(bomb, ("grpc-encoding", "gzip"))).Status.ShouldBe(ResourceExhausted);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task inflates_a_message_up_to_the_limit_and_not_further(string encoding)
    {
        const int limit = 16 << 20;
        const int bomb = 512 << 20;
        var providers = sample.Service.Services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value.CompressionProviders;
        var provider = providers.Single(one => one.EncodingName == encoding);
        var compressed = new MemoryStream();
        using (var stream = provider.CreateCompressionStream(compressed, CompressionLevel.Fastest))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < bomb; i += zeros.Length) stream.Write(zeros);
        }

        using var inflating = provider.CreateDecompressionStream(new MemoryStream(compressed.ToArray()));
        var (inflated, buffer) = (0L, new byte[81920]);
        var refused = Should.Throw<RpcException>(() =>
        {
            for (int read; (read = inflating.Read(buffer)) > 0;) inflated += read;
        });

        inflated.ShouldBeInRange(limit - buffer.Length, limit);
        refused.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        (await SendAsync(RawCall.Frame(compressed.ToArray(), flag: 1), ("grpc-encoding", encoding))).Status.ShouldBe(ResourceExhausted);
        (await SendAsync("/mlops.notes.v1.Notes/WriteNotes", RawCall.Frame(compressed.ToArray(), flag: 1), ("grpc-encoding", encoding))).Status.ShouldBe(ResourceExhausted);
    }

    [Fact]
    public async Task refuses_bytes_that_do_not_decompress() =>
        (await SendAsync(RawCall.Frame([1, 2, 3, 4], flag: 1), ("grpc-encoding", "gzip"))).Status.ShouldBe(InvalidArgument);

    [Fact]
    public async Task refuses_an_encoding_that_it_does_not_know() => (await SendAsync(RawCall.Frame([1], flag: 1), ("grpc-encoding", "br"))).Status.ShouldBe(Unimplemented);

    [Theory]
    [InlineData("5x")]
    [InlineData("-1S")]
    [InlineData("123456789S")]
    public async Task ignores_a_timeout_that_is_none(string timeout) => (await SendAsync(Note, ("grpc-timeout", timeout))).Status.ShouldBe("0");

    [Fact]
    public async Task refuses_binary_metadata_that_is_not_base64_only_where_it_is_read() => (await SendAsync(Note, ("note-bin", "*"))).Status.ShouldBe("0");

    private Task<(string? Status, string? Message, byte[] Body)> SendAsync(byte[] body, params (string Name, string Value)[] headers) => SendAsync(WriteNote, body, headers);

    private Task<(string? Status, string? Message, byte[] Body)> SendAsync(string path, byte[] body, params (string Name, string Value)[] headers) =>
        RawCall.SendAsync(sample.Service.GrpcAddress, path, body, [("authorization", $"Bearer {sample.System.TokenOf("ann")}"), .. headers]);

    private static byte[] Gzip(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.SmallestSize)) stream.Write(bytes);
        return compressed.ToArray();
    }
}
