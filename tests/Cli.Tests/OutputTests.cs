using Spectre.Console;

namespace MlOps.Cli.Tests;

public sealed class OutputTests
{
    [Fact]
    public void what_is_no_terminal_gets_lines_that_are_neither_wrapped_nor_coloured()
    {
        using var written = new StringWriter();
        var console = Output.To(written, isTerminal: false);
        var digest = $"sha256:{new string('a', 5_000)}";

        console.MarkupLineInterpolated($"[green]rmse[/] = 66.61 of {digest}");
        console.Write(new Table().AddColumns("a", "b").AddRow("1", digest).AddRow("[red]2[/]", "3.14159"));

        var lines = written.ToString().Split('\n');
        lines[0].TrimEnd().ShouldBe($"rmse = 66.61 of {digest}");
        lines.Count(line => line.Contains(digest)).ShouldBe(2);
        written.ToString().ShouldNotContain('\u001b');
    }
}
