namespace MlOps.ServiceDefaults.Identity;

/// <summary>Whom tokens are for (<c>aud</c>).</summary>
internal static class Audiences
{
    /// <summary>The gateway, of outside tokens.</summary>
    public const string Outside = "mlops";

    /// <summary>All services, of inside tokens.</summary>
    public const string Inside = "mlops-services";

    /// <summary>One service, of what other services sign.</summary>
    public static string Of(string service) => $"{Inside}/{service}";
}
