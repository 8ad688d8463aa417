using System.CommandLine;
using Google.Protobuf;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary>Where the value of a secret comes from: never an argument, which process lists and shell histories show.</summary>
internal static class SecretValue
{
    private const int MaxBytes = 64 * 1024;

    public static Option<FileInfo?> FromFile { get; } = new("--from-file")
    {
        Description = "The file with the value, as it is; without one it is read from standard input, without its last line end.",
    };

    /// <summary>From the file, from standard input, or from who sits at the terminal.</summary>
    public static async Task<ByteString> ReadAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(FromFile) is { } file)
        {
            await using var content = file.OpenRead();
            return await ReadAsync(content, cancellation);
        }

        if (!Console.IsInputRedirected)
            return ByteString.CopyFromUtf8(await AnsiConsole.PromptAsync(new TextPrompt<string>("Value:").Secret(), cancellation));
        await using var input = Console.OpenStandardInput();
        return WithoutLineEnd(await ReadAsync(input, cancellation));
    }

    /// <summary>What <c>echo</c> adds is not part of the value.</summary>
    internal static ByteString WithoutLineEnd(ByteString value)
    {
        var bytes = value.Span;
        if (bytes is [.. var before, (byte)'\n']) bytes = before is [.. var text, (byte)'\r'] ? text : before;
        return bytes.Length == value.Length ? value : ByteString.CopyFrom(bytes);
    }

    /// <exception cref="CommandFailedException">There is nothing, or too much.</exception>
    internal static async Task<ByteString> ReadAsync(Stream content, CancellationToken cancellation)
    {
        // A line end may follow, and one byte more shows that there is too much.
        var buffer = new byte[MaxBytes + 3];
        var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        if (length == 0) throw new CommandFailedException("There is no value.");
        if (length == buffer.Length) throw new CommandFailedException($"The value has more than {MaxBytes} bytes.");
        return ByteString.CopyFrom(buffer.AsSpan(0, length));
    }
}
