using MlOps.Runtime;
using MlOps.ServiceDefaults.Access;
using MlOps.Serving.Inference;
using MlOps.Serving.Models;

namespace MlOps.Serving.Rest;

/// <summary>The Open Inference Protocol V2 over REST; errors are <c>{"error": text}</c>.</summary>
internal static class OpenInferenceRest
{
    private const string Read = "inference.models.read";
    private const string Predict = "inference.models.predict";

    public static void MapOpenInference(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/v2/health/live", () => Results.Json(new { live = true })).AllowAnonymous();
        endpoints.MapGet("/v2/health/ready", (ServedModels models) => Results.Json(
            new { ready = models.Ready }, statusCode: models.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable))
            .AllowAnonymous();
        endpoints.MapGet("/v2", () => Results.Json(
            new { name = ServerIdentity.Name, version = ServerIdentity.Version, extensions = Array.Empty<string>() }))
            .RequirePermission(Read);
        foreach (var route in (string[])["/v2/models/{name}", "/v2/models/{name}/versions/{version}"])
        {
            endpoints.MapGet(route, context => InferenceEndpoint.AnswerAsync(context, Metadata)).RequirePermission(Read);
            endpoints.MapGet($"{route}/ready", context => InferenceEndpoint.AnswerAsync(context, Readiness)).RequirePermission(Read);
            endpoints.MapPost($"{route}/infer", context => InferenceEndpoint.InferAsync(context)).RequirePermission(Predict);
        }
    }

    private static object Metadata(ServedModel served) => new
    {
        name = served.Deployment,
        versions = new[] { served.VersionText },
        platform = ServerIdentity.Platform,
        inputs = served.Signature.Inputs.Select(Tensor),
        outputs = served.Signature.Outputs.Select(Tensor),
    };

    private static object Readiness(ServedModel served) => new { name = served.Deployment, ready = true };

    private static object Tensor(TensorSpec tensor) => new { name = tensor.Name, datatype = tensor.Datatype, shape = tensor.Shape };
}
