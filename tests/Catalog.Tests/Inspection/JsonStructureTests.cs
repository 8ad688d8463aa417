using System.Text;
using MlOps.Catalog.Inspection;

namespace MlOps.Catalog.Tests.Inspection;

public sealed class JsonStructureTests
{
    [Theory]
    [InlineData("""{"a":1}""", 1)]
    [InlineData("{\"a\":1}\n{\"a\":{\"b\":[1,{}]}}\n", 2)]
    [InlineData("[{\"a\":1},\n{\"a\":2}]\n", 2)]
    [InlineData("{\"a\":\"\\ud83d\\ude00 \\\\u0000\"}", 1)]
    public void counts_the_objects(string text, long rows) => Check(text).ShouldBe(rows);

    [Theory]
    [InlineData("", 0, "no objects")]
    [InlineData("[]", 0, "no objects")]
    [InlineData("{\"a\":1}\n{\"a\":}\n", 2, "invalid")]
    [InlineData("{\"a\":1}\n{\"a\":1\n", 3, "")]
    [InlineData("{\"a\":1}\n17\n", 2, "not an object")]
    [InlineData("[{\"a\":1},\n[2]]", 2, "not an object")]
    [InlineData("[{\"a\":1}]\n{\"a\":1}", 2, "more follows")]
    [InlineData("a,b\n1,2\n", 1, "invalid")]
    [InlineData("{\"a\":1}\n{\"a\":\"x\\u0000y\"}\n", 2, "U+0000")]
    [InlineData("{\"a\":[{\"x\\u0000y\":1}]}", 1, "U+0000")]
    [InlineData("{\"a\":\"\\ud83d\"}", 1, "surrogate")]
    public void refuses_what_is_not_objects_with_its_line_and_the_reason(string text, long line, string reason)
    {
        var fault = Should.Throw<MalformedFileException>(() => Check(text));

        fault.Line.ShouldBe(line);
        fault.Message.ShouldContain(reason);
    }

    [Fact]
    public void refuses_bytes_that_are_not_utf8_in_their_line()
    {
        byte[] file = [.. "{\"a\":1}\n{\"a\":\""u8, 0xC3, 0x28, .. "\"}\n"u8];

        Should.Throw<MalformedFileException>(() => JsonStructure.Check(new MemoryStream(file), CancellationToken.None)).Line.ShouldBe(2);
    }

    [Fact]
    public void finds_the_fault_beyond_the_first_buffer()
    {
        var text = string.Concat(Enumerable.Repeat("{\"a\":\"0123456789\"}\n", 50_000)) + "{\"a\":tru}\n";

        Should.Throw<MalformedFileException>(() => Check(text)).Line.ShouldBe(50_001);
    }

    private static long Check(string text) => JsonStructure.Check(new MemoryStream(Encoding.UTF8.GetBytes(text)), CancellationToken.None);
}
