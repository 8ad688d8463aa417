using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using IdentityTokens = MlOps.Contracts.Identity.V1.Tokens;

namespace MlOps.Gateway.Tests.Edge;

/// <summary>What a connection may hold and how slow it may be, with bytes written by hand.</summary>
[Collection(GatewayCollection.Name)]
public sealed class RequestLimitTests(GatewaySystem system) : IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;
    private TestService impatient = null!;

    public async Task InitializeAsync() => impatient = await system.Gateway.StartSecondNodeAsync(new Dictionary<string, string?>
    {
        ["Edge:Limits:HeaderTime"] = "00:00:01", ["Edge:Limits:IdleTime"] = "00:00:01", ["Edge:Limits:SlowTime"] = "00:00:02", ["Edge:Limits:BodyBytes"] = $"{Megabyte}",
    });

    public async Task DisposeAsync() => await impatient.DisposeAsync();

    [Fact]
    public async Task as_many_headers_as_are_allowed_go_through_to_the_service_and_one_more_is_refused()
    {
        // Host and Connection are two of them.
        var allowed = Enumerable.Range(0, 62).Select(i => $"X-{i}: a").ToArray();
        RawHttp.Statuses(await GetAsync("/v2/health/live", allowed)).ShouldBe([200]);
        RawHttp.Statuses(await GetAsync("/v2/health/live", [.. allowed, "X-More: a"])).ShouldBe([431]);
    }

    [Fact]
    public async Task as_large_headers_as_are_allowed_go_through_to_the_service_and_larger_ones_are_refused()
    {
        const string first = "X-Large: ";
        var fixedBytes = "Host: localhost\r\nConnection: close\r\n\r\n".Length + first.Length + 2;
        RawHttp.Statuses(await GetAsync("/v2/health/live", first + new string('a', (32 * 1024) - fixedBytes))).ShouldBe([200]);
        RawHttp.Statuses(await GetAsync("/v2/health/live", first + new string('a', 32 * 1024))).ShouldBe([431]);
    }

    [Fact]
    public async Task a_path_that_is_too_long_is_refused()
    {
        RawHttp.Statuses(await GetAsync("/v2/health/live?" + new string('a', 8000))).ShouldBe([200]);
        RawHttp.Statuses(await GetAsync("/v2/health/live?" + new string('a', 8192))).ShouldBe([414]);
    }

    [Theory]
    [InlineData("GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")]
    [InlineData("GET /v2/hea")]
    [InlineData("G")]
    public async Task a_client_that_does_not_finish_its_headers_is_cut_off(string begun)
    {
        var answer = await RawHttp.ExchangeAsync(impatient.HttpAddress, begun);
        RawHttp.Statuses(answer).ShouldAllBe(status => status == 408);
    }

    [Fact]
    public async Task a_client_that_does_not_finish_its_body_is_cut_off_with_an_answer_in_the_protocol_s_shape()
    {
        var answer = await RawHttp.ExchangeAsync(impatient.HttpAddress, Post("Content-Length: 1000") + "{");
        RawHttp.Statuses(answer).ShouldBe([408], answer);
        RawHttp.BodyOf(answer).ShouldContain("{\"error\":");
    }

    [Fact]
    public async Task a_connection_without_requests_is_closed() =>
        RawHttp.Statuses(await RawHttp.ExchangeAsync(impatient.HttpAddress, "GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n")).ShouldBe([200]);

    [Fact]
    public async Task a_connection_of_http_2_that_does_not_finish_its_headers_is_closed()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(impatient.GrpcAddress.Host, impatient.GrpcAddress.Port);
        // The preface, empty settings, and the headers of a request without an end.
        byte[] begun = [.. Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82];
        await socket.GetStream().WriteAsync(begun);

        var received = new byte[4096];
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                return await socket.GetStream().ReadAsync(received) == 0;
            }
            catch (IOException)
            {
                // It was closed with bytes unread.
                return true;
            }
        });
    }

    [Fact]
    public async Task a_connection_of_http_2_is_told_its_limits()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(system.Gateway.GrpcAddress.Host, system.Gateway.GrpcAddress.Port);
        byte[] begun = [.. Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 0, 0, 0, 4, 0, 0, 0, 0, 0];
        await socket.GetStream().WriteAsync(begun);

        var header = new byte[9];
        await socket.GetStream().ReadExactlyAsync(header);
        var payload = new byte[header[2]];
        await socket.GetStream().ReadExactlyAsync(payload);

        header[3].ShouldBe((byte)4, "the first frame is the settings");
        var settings = payload.Chunk(6).ToDictionary(
            one => BinaryPrimitives.ReadUInt16BigEndian(one), one => BinaryPrimitives.ReadUInt32BigEndian(one.AsSpan(2)));
        (settings[(ushort)3], settings[(ushort)6]).ShouldBe((100u, 32u * 1024));
    }

    [Fact]
    public async Task calls_with_too_many_or_too_large_headers_are_refused_and_the_gateway_goes_on()
    {
        foreach (var headers in (IEnumerable<(string, string)>[])[Enumerable.Range(0, 70).Select(i => ($"x-{i}", "a")), [("x-large", new string('a', 40_000))]])
        {
            var metadata = new Metadata();
            foreach (var (name, value) in headers) metadata.Add(name, value);
            using var channel = GrpcChannel.ForAddress(system.Gateway.GrpcAddress);
            (await Should.ThrowAsync<RpcException>(() => new IdentityTokens.TokensClient(channel).WhoAmIAsync(new WhoAmIRequest(), metadata).ResponseAsync))
                .StatusCode.ShouldNotBeOneOf(StatusCode.OK, StatusCode.Unauthenticated);
        }

        (await new IdentityTokens.TokensClient(system.Gateway.ChannelAs("ann", "viewer")).WhoAmIAsync(new WhoAmIRequest())).Subject.ShouldBe("ann");
    }

    [Theory]
    [InlineData("Content-Length: 1048577", "{")]
    [InlineData("Transfer-Encoding: chunked", null)]
    public async Task a_body_over_the_limit_is_refused_in_the_protocol_s_shape(string header, string? body)
    {
        var chunk = new string(' ', Megabyte / 2);
        body ??= string.Concat(Enumerable.Repeat($"{chunk.Length:x}\r\n{chunk}\r\n", 3)) + "0\r\n\r\n";

        var answer = await RawHttp.ExchangeAsync(impatient.HttpAddress, Post(header) + body);

        RawHttp.Statuses(answer).ShouldBe([413], answer);
        RawHttp.BodyOf(answer).ShouldContain("{\"error\":");
    }

    [Fact]
    public async Task a_body_at_the_limit_goes_through()
    {
        using var http = impatient.HttpAs("app", "application");
        const string infer = """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1],"data":[1]}]}""";
        using var answer = await http.PostAsync(
            new Uri($"/v2/models/{GatewaySystem.Model}/infer", UriKind.Relative), new StringContent(infer.PadRight(Megabyte), Encoding.ASCII, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_compressed_body_is_not_inflated_by_anybody()
    {
        using var http = system.Gateway.HttpAs("app", "application");
        using var bomb = new ByteArrayContent([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]) { Headers = { ContentEncoding = { "gzip" } } };
        using var answer = await http.PostAsync(new Uri($"/v2/models/{GatewaySystem.Model}/infer", UriKind.Relative), bomb);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("not the protocol's JSON");
    }

    private Task<string> GetAsync(string path, params string[] headers) => RawHttp.GetAsync(system.Gateway.HttpAddress, path, "localhost", headers);

    private string Post(string header) =>
        $"POST /v2/models/{GatewaySystem.Model}/infer HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + $"Authorization: Bearer {system.System.OutsideTokenOf("app", "application")}\r\n{header}\r\n\r\n";
}
