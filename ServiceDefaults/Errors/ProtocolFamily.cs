using Microsoft.AspNetCore.Http;

namespace MlOps.ServiceDefaults.Errors;

/// <summary>
/// The HTTP routes of a foreign protocol, whose clients read errors in the protocol's own shape; all other routes answer problem JSON.
/// Registered as singletons by the services that have such routes.
/// </summary>
/// <param name="Prefix">How the paths of its routes begin.</param>
/// <param name="Body">The body of a refusal, written as JSON.</param>
public sealed record ProtocolFamily(PathString Prefix, Func<Refusal, object> Body)
{
    /// <summary>The Open Inference Protocol: <c>{"error": text}</c>.</summary>
    public static ProtocolFamily OpenInference { get; } = new("/v2", refusal => new { error = refusal.Message });
}
