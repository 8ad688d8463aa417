using System.CommandLine;
using Grpc.Core;
using Spectre.Console;

namespace MlOps.Cli;

/// <summary>Runs the action of a command with a connection, and turns every failure into one clear message and exit code 1.</summary>
internal static class CommandAction
{
    public static void Runs(this Command command, Func<ParseResult, GatewayConnection, CancellationToken, Task> action) =>
        command.Runs(async (parsed, cancellation) =>
        {
            using var gateway = parsed.Connect();
            await action(parsed, gateway, cancellation);
        });

    /// <summary>As the other, for a command that connects itself, or not at all.</summary>
    public static void Runs(this Command command, Func<ParseResult, CancellationToken, Task> action) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                await action(parsed, cancellation);
                return 0;
            }
            catch (Exception e) when (Explain(e) is { } message)
            {
                await Console.Error.WriteLineAsync(message);
                return 1;
            }
        });

    private static string? Explain(Exception exception) => exception switch
    {
        CommandFailedException e => e.Message,
        RpcException { StatusCode: StatusCode.Unavailable } e =>
            $"The gateway cannot be reached ({e.Status.Detail}). Is the system up (./mlops up)?",
        RpcException e => GrpcFailure.Describe(e),
        HttpRequestException e => $"The gateway cannot be reached ({e.Message}). Is the system up (./mlops up)?",
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => exception.Message,
        OperationCanceledException => "Cancelled.",
        _ => null,
    };
}
