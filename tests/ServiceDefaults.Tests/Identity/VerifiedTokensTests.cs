using System.Security.Cryptography;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Tests.Identity;

public sealed class VerifiedTokensTests
{
    private readonly IdentityKey key = new(RandomNumberGenerator.GetBytes(32));
    private readonly Clock clock = new();
    private readonly VerifiedTokens tokens;

    public VerifiedTokensTests() => tokens = new VerifiedTokens(key, clock);

    [Fact]
    public void a_token_that_was_seen_before_speaks_for_the_same_caller()
    {
        var token = Issue("ann");

        tokens.PrincipalOf(token).ShouldNotBeNull().Identity!.Name.ShouldBe("ann");
        var again = tokens.PrincipalOf(token).ShouldNotBeNull();

        again.Identity!.Name.ShouldBe("ann");
        again.IsInRole("approver").ShouldBeTrue();
        again.IsInRole("admin").ShouldBeFalse();
    }

    [Fact]
    public void a_token_that_was_seen_before_ends_in_its_time()
    {
        var token = Issue("ann");
        tokens.PrincipalOf(token).ShouldNotBeNull();

        clock.Now += TimeSpan.FromMinutes(5);

        tokens.PrincipalOf(token).ShouldBeNull();
    }

    [Fact]
    public void a_forged_token_is_refused_each_time()
    {
        var forged = new AccessToken("ann", ["admin"], "default", clock.ExpiresAt).Issue(new IdentityKey(RandomNumberGenerator.GetBytes(32)));

        tokens.PrincipalOf(forged).ShouldBeNull();
        tokens.PrincipalOf(forged).ShouldBeNull();
    }

    [Fact]
    public void any_number_of_tokens_is_told_apart()
    {
        var issued = Enumerable.Range(0, 2_500).Select(i => (Name: $"c{i}", Token: Issue($"c{i}"))).ToList();

        foreach (var (name, token) in issued.Concat(issued)) tokens.PrincipalOf(token).ShouldNotBeNull().Identity!.Name.ShouldBe(name);
    }

    private string Issue(string subject) => new AccessToken(subject, ["approver"], "default", clock.ExpiresAt).Issue(key);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public long ExpiresAt => Now.AddMinutes(5).ToUnixTimeSeconds();

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
