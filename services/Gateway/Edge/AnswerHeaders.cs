using MlOps.ServiceDefaults.Edge;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace MlOps.Gateway.Edge;

/// <summary>The headers of forwarded answers: those that the gateway and the service both set are sent once.</summary>
internal static class AnswerHeaders
{
    public static void Configure(TransformBuilderContext builder) => builder.AddResponseTransform(context =>
    {
        SecurityHeaders.Join(context.HttpContext.Response.Headers);
        return ValueTask.CompletedTask;
    });
}
