using Spectre.Console;

namespace MlOps.Cli;

/// <summary>Where commands print: for people on a terminal, for programs anywhere else.</summary>
internal static class Output
{
    // Wider than any line, and small enough that layouts cannot overflow.
    private const int Unlimited = 1_000_000;

    /// <summary>A console; what is no terminal gets plain text whose lines are never wrapped, so that no value is split.</summary>
    public static IAnsiConsole To(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isTerminal) console.Profile.Width = Unlimited;
        return console;
    }
}
