namespace MlOps.Gateway.Routing;

/// <summary>The headers that say in which workspace a request is.</summary>
internal static class WorkspaceHeaders
{
    public const string Name = "mlops-workspace";

    /// <summary>What MLflow's clients send.</summary>
    public const string Mlflow = "x-mlflow-workspace";

    /// <summary>What the headers name; empty if they name nothing.</summary>
    public static string Of(HttpRequest request) =>
        request.Headers[Name].ToString() is { Length: > 0 } named ? named : request.Headers[Mlflow].ToString();
}
