using Google.Protobuf.WellKnownTypes;
using MlOps.Cli.Commands;
using MlOps.Contracts.Identity.V1;

namespace MlOps.Cli.Tests;

public class TokenStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void a_token_is_shown_as_it_stands()
    {
        TokenState.Of(Token(), Now).ShouldBe("active");
        TokenState.Of(Token(), Now.AddDays(1)).ShouldBe("expired");
        TokenState.Of(Token(ends: Now.AddHours(1)), Now).ShouldStartWith("rotated, holds until");
        TokenState.Of(Token(ends: Now), Now).ShouldBe("rotated");
        TokenState.Of(Token(ends: Now, revoked: true), Now).ShouldBe("revoked");
    }

    private static Token Token(DateTimeOffset? ends = null, bool revoked = false) =>
        new() { ExpireTime = Now.AddDays(1).ToTimestamp(), EndTime = ends?.ToTimestamp(), Revoked = revoked };
}
