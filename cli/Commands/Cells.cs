using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary>Values as table cells; what users named is text, never markup.</summary>
internal static class Cells
{
    public static string[] Of(params object?[] values) => [.. values.Select(value => Markup.Escape(value?.ToString() ?? ""))];
}
