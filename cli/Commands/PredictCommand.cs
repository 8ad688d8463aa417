using System.CommandLine;
using System.Text;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops predict</c>: one Open Inference Protocol request from a file or standard input.</summary>
internal static class PredictCommand
{
    public static Command Build()
    {
        var deployment = new Argument<string>("deployment");
        var file = new Option<FileInfo?>("--request") { Description = "A file with the JSON request; standard input unless given." };
        var command = new Command("predict", "Sends an Open Inference Protocol request.") { deployment, file };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var json = parsed.GetValue(file) is { } source
                ? await File.ReadAllTextAsync(source.FullName, cancellation)
                : await Console.In.ReadToEndAsync(cancellation);
            using var content = new StringContent(json, Encoding.UTF8, "application/json");
            using var response = await gateway.Http.PostAsync(
                new Uri($"/v2/models/{Uri.EscapeDataString(parsed.GetValue(deployment)!)}/infer", UriKind.Relative), content, cancellation);
            var answer = await response.Content.ReadAsStringAsync(cancellation);
            if (!response.IsSuccessStatusCode) throw new CommandFailedException($"{(int)response.StatusCode}: {answer}");
            AnsiConsole.WriteLine(answer);
        });
        return command;
    }
}
