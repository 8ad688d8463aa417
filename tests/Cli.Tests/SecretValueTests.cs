using System.CommandLine;
using Google.Protobuf;
using MlOps.Cli.Commands;
using MlOps.Contracts.Identity.V1;

namespace MlOps.Cli.Tests;

public class SecretValueTests
{
    private const int Largest = 64 * 1024;

    [Theory]
    [InlineData("value", "value")]
    [InlineData("value\n", "value")]
    [InlineData("value\r\n", "value")]
    [InlineData("two\nlines\n\n", "two\nlines\n")]
    [InlineData("\n", "")]
    [InlineData("", "")]
    public void the_last_line_end_is_not_part_of_a_value_from_standard_input(string given, string value) =>
        SecretValue.WithoutLineEnd(ByteString.CopyFromUtf8(given)).ToStringUtf8().ShouldBe(value);

    [Fact]
    public async Task a_file_is_the_value_as_it_is()
    {
        var path = Path.Combine(Path.GetTempPath(), $"mlops-secret-{Guid.NewGuid():n}");
        byte[] content = [0, 255, 13, 10];
        await File.WriteAllBytesAsync(path, content);
        try
        {
            var parsed = SecretCommands.Build().Parse(["create", "key", "--from-file", path]);
            parsed.Errors.ShouldBeEmpty();
            (await SecretValue.ReadAsync(parsed, CancellationToken.None)).ToByteArray().ShouldBe(content);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task what_is_empty_or_too_large_is_refused_before_it_is_sent()
    {
        (await SecretValue.ReadAsync(new MemoryStream(new byte[Largest]), CancellationToken.None)).Length.ShouldBe(Largest);
        foreach (var length in (int[])[0, Largest + 3, 1_000_000])
            await Should.ThrowAsync<CommandFailedException>(() => SecretValue.ReadAsync(new MemoryStream(new byte[length]), CancellationToken.None));
    }

    [Fact]
    public void a_value_is_no_argument() =>
        SecretCommands.Build().Parse(["create", "key", "s3cr3t"]).Errors.ShouldNotBeEmpty();

    [Fact]
    public void a_version_is_shown_as_it_stands()
    {
        SecretState.Of(new SecretVersion { State = SecretVersionState.Enabled }).ShouldBe("enabled");
        SecretState.Of(new SecretVersion { State = SecretVersionState.Disabled, Disabler = "ann", DisableReason = "a typo" })
            .ShouldBe("disabled by ann: a typo");
    }
}
