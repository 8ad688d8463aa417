namespace MlOps.Gateway.Tests.Edge;

/// <summary>Requests hidden in requests: Kestrel 2025-55315, YARP 2023-33141, and the older kinds.</summary>
[Collection(GatewayCollection.Name)]
public class SmugglingTests(GatewaySystem system)
{
    private const string Hidden = "GET /v2/models/hidden HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static readonly string Post = $"POST /v2/models/{GatewaySystem.Model}/infer HTTP/1.1\r\nHost: localhost\r\n";

    public static TheoryData<string, string> Requests => new()
    {
        { "a length and chunks", $"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Hidden}" },
        { "two lengths", $"Content-Length: 4\r\nContent-Length: 60\r\n\r\nabcd{Hidden}" },
        { "a list of lengths", $"Content-Length: 4, 60\r\n\r\nabcd{Hidden}" },
        { "a length with a space before the colon", $"Content-Length : 60\r\n\r\nabcd{Hidden}" },
        { "another coding than chunked", $"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{Hidden}" },
        { "chunked, then another coding", $"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{Hidden}" },
        { "a line feed alone in an extension of a chunk", $"Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n4c\r\n0\r\n\r\n{Hidden}" },
        { "a carriage return alone in an extension of a chunk", $"Transfer-Encoding: chunked\r\n\r\n2;\rxx\r\n4c\r\n0\r\n\r\n{Hidden}" },
        { "a line feed alone after a chunk's size", $"Transfer-Encoding: chunked\r\n\r\n2\nxx\r\n0\r\n\r\n{Hidden}" },
        { "a chunk's size that overflows", $"Transfer-Encoding: chunked\r\n\r\n100000000000000002\r\nxx\r\n0\r\n\r\n{Hidden}" },
        { "a folded header", $"X-One: a\r\n Content-Length: 60\r\n\r\nabcd{Hidden}" },
        { "a carriage return alone in a header", $"X-One: a\rContent-Length: 60\r\n\r\n{Hidden}" },
        { "a zero byte in a header", $"X-One: a\0b\r\n\r\n{Hidden}" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task a_request_hidden_in_another_is_never_answered(string what, string rest)
    {
        var answer = await RawHttp.ExchangeAsync(system.Gateway.HttpAddress, Post + rest);

        // One answer, a refusal, and the connection is over: what came after is nobody's request.
        RawHttp.Statuses(answer).ShouldHaveSingleItem($"{what}: {answer}").ShouldBeOneOf(400, 401, 501);
        answer.ShouldNotContain("hidden");
    }

    [Theory]
    [InlineData("Content-Length: +4\r\n\r\nabcd")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    public async Task what_follows_a_body_is_a_request_of_its_own_without_the_rights_of_the_one_before(string body)
    {
        var authorized = $"{Post}Authorization: Bearer {system.System.OutsideTokenOf("app", "application")}\r\n";

        var answer = await RawHttp.ExchangeAsync(
            system.Gateway.HttpAddress, authorized + body + $"GET /v2/models/{GatewaySystem.Model} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        RawHttp.Statuses(answer).ShouldBe([400, 401], answer);
    }
}
