using System.Text;
using MlOps.Catalog.Inspection;

namespace MlOps.Catalog.Tests.Inspection;

public sealed class CsvStructureTests
{
    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", ',', 2)]
    [InlineData("a,b\n1,2\n3,4", ',', 2)]
    [InlineData("a,b\r\n1,2\r\n\r\n\r\n", ',', 1)]
    [InlineData("a;b;c\n1;2,5;3\n", ';', 1)]
    [InlineData("a\tb\n1\t2\n", '\t', 1)]
    [InlineData("a|b\n1|2\n", '|', 1)]
    [InlineData("a\n1\n2\n", ',', 2)]
    [InlineData("a,b\n\"x\ny\",\"say \"\"hi\"\"\"\n,\n", ',', 2)]
    [InlineData("\"a,1\",b\n1,2\n", ',', 1)]
    [InlineData("größe,名前\n1,é\n", ',', 1)]
    public void counts_the_records_of_well_formed_files(string text, char delimiter, long rows)
    {
        var shape = Check(text);

        shape.Delimiter.ShouldBe(delimiter);
        shape.Rows.ShouldBe(rows);
    }

    [Theory]
    [InlineData("", 0, "the file is empty")]
    [InlineData("a,b\n", 2, "a header and no rows")]
    [InlineData("\n\n", 0, "no header")]
    [InlineData("a,b\n1,2\n3\n", 3, "has 1 fields where the header has 2")]
    [InlineData("a,b\n1,2\n3,4,5\n", 3, "has 3 fields where the header has 2")]
    [InlineData("a,b\n\"x\ny\",2\n3\n", 4, "has 1 fields")]
    [InlineData("a,b\n1,2\n\n3,4\n", 3, "a blank line between records")]
    [InlineData("a\n1\n\n", 3, "a blank line")]
    [InlineData("a,b\n1,\"open\n2,3\n", 2, "begins here and does not end")]
    [InlineData("a,b\n1,\"x\"y\n", 2, "after the closing quote")]
    [InlineData("a,b\n1,5\" pipe\n", 2, "a quote inside an unquoted field")]
    [InlineData("a,b\r\n1,2\n", 2, "mixed")]
    [InlineData("a,b\n1,2\r3,4\n", 2, "a carriage return without a line feed")]
    [InlineData("a,A\n1,2\n", 1, "two columns are named")]
    [InlineData("a,,c\n1,2,3\n", 1, "column 2 has no name")]
    [InlineData("a,b\n1,\0\n", 2, "a zero byte")]
    public void refuses_a_malformed_file_with_its_line_and_the_reason(string text, long line, string reason)
    {
        var fault = Should.Throw<MalformedFileException>(() => Check(text));

        fault.Line.ShouldBe(line);
        fault.Message.ShouldContain(reason);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF5, 0x80, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xE4, 0x41 })]
    public void refuses_bytes_that_are_not_utf8_in_their_line(byte[] wrong)
    {
        byte[] file = [.. "a,b\n1,2\n3,"u8, .. wrong, .. "\n"u8];

        var fault = Should.Throw<MalformedFileException>(() => CsvStructure.Check(new MemoryStream(file), CancellationToken.None));

        fault.Line.ShouldBe(3);
        fault.Message.ShouldContain("is not UTF-8");
    }

    [Fact]
    public void reads_over_a_byte_order_mark()
    {
        byte[] file = [0xEF, 0xBB, 0xBF, .. "a,b\n1,2\n"u8];

        CsvStructure.Check(new MemoryStream(file), CancellationToken.None).Header.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void finds_the_fault_beyond_the_first_buffer()
    {
        var text = new StringBuilder("a,b\n");
        for (var i = 0; i < 100_000; i++) text.Append("1,2222\n");
        text.Append("3\n");

        Should.Throw<MalformedFileException>(() => Check(text.ToString())).Line.ShouldBe(100_002);
    }

    private static CsvShape Check(string text) => CsvStructure.Check(new MemoryStream(Encoding.UTF8.GetBytes(text)), CancellationToken.None);
}
