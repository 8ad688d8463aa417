using System.Reflection;

namespace MlOps.Serving.Inference;

/// <summary>What the inference server says of itself.</summary>
internal static class ServerIdentity
{
    public const string Name = "mlops";
    public const string Platform = "mlops";

    public static string Version { get; } =
        typeof(ServerIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "0";
}
