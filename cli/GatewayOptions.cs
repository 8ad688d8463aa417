using System.CommandLine;

namespace MlOps.Cli;

/// <summary>Where the gateway is, which token to show it, which workspace is meant; options before environment before defaults.</summary>
internal static class GatewayOptions
{
    public static Option<string> Http { get; } = new("--gateway")
    {
        Description = "The gateway's HTTP address (MLOPS_GATEWAY).",
        Recursive = true,
        DefaultValueFactory = _ => Setting("MLOPS_GATEWAY") ?? $"http://127.0.0.1:{Setting("MLOPS_HTTP_PORT") ?? "8080"}",
    };

    public static Option<string> Grpc { get; } = new("--gateway-grpc")
    {
        Description = "The gateway's gRPC address (MLOPS_GATEWAY_GRPC).",
        Recursive = true,
        DefaultValueFactory = _ => Setting("MLOPS_GATEWAY_GRPC") ?? $"http://127.0.0.1:{Setting("MLOPS_GRPC_PORT") ?? "8081"}",
    };

    public static Option<string> TokenFile { get; } = new("--token-file")
    {
        Description = "A file that holds the bearer token; MLOPS_TOKEN holds the token itself.",
        Recursive = true,
        DefaultValueFactory = _ => Path.Combine(Setting("MLOPS_DATA") ?? ".data", "admin.token"),
    };

    public static Option<string> Workspace { get; } = new("--workspace")
    {
        Description = "The workspace (MLOPS_WORKSPACE); without it the token's, if that is for one only, else default.",
        Recursive = true,
        DefaultValueFactory = _ => Setting("MLOPS_WORKSPACE") ?? "",
    };

    /// <summary>With the token of MLOPS_TOKEN, else of a --token-file, else of the login at this address, else of the admin here.</summary>
    public static GatewayConnection Connect(this ParseResult parsed)
    {
        var file = parsed.GetValue(TokenFile)!;
        var isNamed = parsed.GetResult(TokenFile) is { Implicit: false };
        var token = Setting("MLOPS_TOKEN")
            ?? (isNamed ? null : Logins.OfUser().TokenAt(parsed.GetValue(Grpc)!))
            ?? (File.Exists(file) ? File.ReadAllText(file).Trim() : throw new CommandFailedException(
                $"No token: {file} does not exist, MLOPS_TOKEN is not set, and there is no login at {parsed.GetValue(Grpc)} "
                + "(mlops login). Is the system up (./mlops up)?"));
        return parsed.ConnectWith(token);
    }

    public static GatewayConnection ConnectWith(this ParseResult parsed, string token) => new(
        AddressOf(parsed.GetValue(Http)!), AddressOf(parsed.GetValue(Grpc)!), token, parsed.GetValue(Workspace)!, Retries.Few);

    private static Uri AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new CommandFailedException($"'{text}' is no address of a gateway, such as http://127.0.0.1:8080.");

    private static string? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
