using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace MlOps.Gateway.Routing;

/// <summary>
/// Remembers refusals of services: one that does not read the request's body before it refuses makes the forwarding fail, and the
/// refusal is still the answer.
/// </summary>
internal static class EarlyAnswers
{
    private static readonly object Key = new();

    public static void Configure(TransformBuilderContext builder) => builder.AddResponseTransform(context =>
    {
        if (context.ProxyResponse is { } answer && (!answer.IsSuccessStatusCode || answer.Headers.Contains("grpc-status")))
            context.HttpContext.Items[Key] = (int)answer.StatusCode;
        return ValueTask.CompletedTask;
    });

    /// <summary>Puts the service's status back; false if it has not refused.</summary>
    public static bool TryRestore(HttpContext context)
    {
        if (!context.Items.TryGetValue(Key, out var status)) return false;
        context.Response.StatusCode = (int)status!;
        return true;
    }
}
