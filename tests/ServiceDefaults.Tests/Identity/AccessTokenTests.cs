using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Tests.Identity;

public sealed class AccessTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly IdentityKey Key = new(RandomNumberGenerator.GetBytes(32));
    private static readonly AccessToken Ann = new("ann", ["approver", "trainer"], "bikes", Now.AddMinutes(5).ToUnixTimeSeconds());

    [Fact]
    public void returns_what_was_issued()
    {
        var read = AccessToken.Verify(Ann.Issue(Key), Key, Now).ShouldNotBeNull();

        read.Subject.ShouldBe("ann");
        read.Roles.ShouldBe(["approver", "trainer"]);
        read.Workspace.ShouldBe("bikes");
    }

    [Fact]
    public void is_a_jwt_as_others_read_it()
    {
        var parts = Ann.Issue(Key).Split('.');

        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])).ShouldBe("""{"alg":"HS256","typ":"JWT"}""");
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]))
            .ShouldBe($$"""{"sub":"ann","roles":["approver","trainer"],"workspace":"bikes","exp":{{Now.ToUnixTimeSeconds() + 300}}}""");
    }

    [Fact]
    public void verifies_the_example_of_rfc_7515()
    {
        // Appendix A.1: signed by another implementation, with claims that are not ours: only the signature can be compared.
        var key = new IdentityKey(Base64Url.DecodeFromChars(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"));
        const string signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

        Base64Url.EncodeToString(AccessToken.Sign(signed, key)).ShouldBe("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    }

    [Fact]
    public void refuses_a_token_that_has_expired() =>
        AccessToken.Verify(Ann.Issue(Key), Key, Now.AddMinutes(5)).ShouldBeNull();

    [Fact]
    public void refuses_a_token_of_another_key() =>
        AccessToken.Verify(Ann.Issue(new IdentityKey(RandomNumberGenerator.GetBytes(32))), Key, Now).ShouldBeNull();

    [Fact]
    public void refuses_a_token_with_any_bit_changed()
    {
        var token = Ann.Issue(Key);
        for (var i = 0; i < token.Length; i++)
        {
            // The last character of the signature carries two bits that mean nothing; its highest bit does mean something.
            var changed = token[..i] + (token[i] == 'A' ? 'g' : 'A') + token[(i + 1)..];
            AccessToken.Verify(changed, Key, Now).ShouldBeNull();
        }
    }

    [Fact]
    public void refuses_a_token_that_claims_to_need_no_signature()
    {
        var payload = Ann.Issue(Key).Split('.')[1];
        var header = Base64Url.EncodeToString("""{"alg":"none"}"""u8);

        AccessToken.Verify($"{header}.{payload}.", Key, Now).ShouldBeNull();
        AccessToken.Verify($"{header}.{payload}.{Base64Url.EncodeToString(AccessToken.Sign($"{header}.{payload}", Key))}", Key, Now).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("not a token")]
    [InlineData("ä.ö.ü")]
    [InlineData("e30.e30.e30")]
    public void refuses_garbage(string text) => AccessToken.Verify(text, Key, Now).ShouldBeNull();

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"sub":"ann","exp":99999999999}""")]
    [InlineData("""{"sub":5,"roles":[],"workspace":"w","exp":99999999999}""")]
    public void refuses_signed_claims_that_are_incomplete(string claims)
    {
        var signed = $"{Base64Url.EncodeToString("""{"alg":"HS256"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";

        AccessToken.Verify($"{signed}.{Base64Url.EncodeToString(AccessToken.Sign(signed, Key))}", Key, Now).ShouldBeNull();
    }
}
