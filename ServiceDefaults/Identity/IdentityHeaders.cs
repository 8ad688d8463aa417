namespace MlOps.ServiceDefaults.Identity;

/// <summary>The headers between gateway and services that say who calls, and for what. From outside they mean nothing.</summary>
internal static class IdentityHeaders
{
    public const string Authorization = "authorization";

    /// <summary>The service that calls on behalf of the person in <see cref="Authorization"/>.</summary>
    public const string ServiceAuthorization = "mlops-service-authorization";

    public const string Workspace = "mlops-workspace";

    /// <summary>How MLflow's clients name the workspace.</summary>
    public const string MlflowWorkspace = "X-MLFLOW-WORKSPACE";

    public const string Correlation = "x-correlation-id";

    public const string Causation = "x-causation-id";

    private const string Prefix = "Bearer ";

    /// <summary>The token in the value of an authorization header; null if there is none.</summary>
    public static string? TokenIn(string value) =>
        value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && value[Prefix.Length..].Trim() is { Length: > 0 } token
            ? token
            : null;

    /// <summary>The value of an authorization header.</summary>
    public static string Bearer(string token) => Prefix + token;
}
