using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.ServiceDefaults.Tests;

public sealed class PageTokenTests
{
    [Theory]
    [InlineData("model/bike-demand")]
    [InlineData("ä/ö ü")]
    [InlineData("")]
    public void brings_back_the_last_key(string key) => PageToken.Decode(PageToken.Encode(key)).ShouldBe(key);

    [Fact]
    public void is_absent_for_the_first_page()
    {
        PageToken.Decode("").ShouldBeNull();
        PageToken.Decode(null).ShouldBeNull();
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAA")]
    [InlineData("%%%")]
    [InlineData("bW9kZWwvYmlrZS1kZW1hbmQ")]
    public void refuses_garbage(string token) =>
        Should.Throw<InvalidRequestException>(() => PageToken.Decode(token)).Faults.Single().Field.ShouldBe("page_token");

    [Fact]
    public void refuses_a_key_that_no_row_can_have() => Should.Throw<InvalidRequestException>(() => PageToken.Decode(PageToken.Encode("a\0b")));

    [Fact]
    public void refuses_a_token_too_long_to_be_one() =>
        Should.Throw<InvalidRequestException>(() => PageToken.Decode(new string('A', 100_000)));

    [Fact]
    public void bounds_the_size_of_a_page()
    {
        PageRequest.Of(0, "").Size.ShouldBe(100);
        PageRequest.Of(7, "").Size.ShouldBe(7);
        PageRequest.Of(5000, "").Size.ShouldBe(1000);
        Should.Throw<InvalidRequestException>(() => PageRequest.Of(-1, "")).Faults.Single().Field.ShouldBe("page_size");
    }
}
