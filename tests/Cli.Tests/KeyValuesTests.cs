using MlOps.Cli.Commands;

namespace MlOps.Cli.Tests;

public sealed class KeyValuesTests
{
    [Fact]
    public void the_first_equals_sign_ends_the_key() =>
        KeyValues.Of(["team=city", "note=a=b", "empty="]).ShouldBe([new("team", "city"), new("note", "a=b"), new("empty", "")]);

    [Theory]
    [InlineData("team")]
    [InlineData("=city")]
    public void what_has_no_key_or_no_value_is_refused(string text) => Should.Throw<CommandFailedException>(() => KeyValues.Of([text]));
}
