using System.Text.Json;
using MlOps.ServiceDefaults.Identity;
using MlOps.Serving.Inference;
using MlOps.Serving.Models;

namespace MlOps.Serving.Rest;

/// <summary>From HTTP to the engine and back, without anything between that allocates per value.</summary>
internal static class InferenceEndpoint
{
    public static async Task InferAsync(HttpContext context)
    {
        try
        {
            var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
            InferenceRequest request;
            try
            {
                request = InferenceJson.Read(Name(context), Version(context), body.Bytes.Span);
            }
            finally
            {
                body.Dispose();
            }
            var engine = context.RequestServices.GetRequiredService<InferenceEngine>();
            var result = await engine.InferAsync(request, context.RequestAborted);
            context.Response.ContentType = "application/json";
            context.Response.Headers[InferenceResult.IdHeader] = result.PredictionId;
            InferenceJson.Write(context.Response.BodyWriter, result);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        catch (InferenceException e)
        {
            await RefuseAsync(context, e);
        }
        catch (JsonException e)
        {
            await RefuseAsync(context, InferenceException.Invalid($"the body is not the protocol's JSON: {e.Message}"));
        }
        catch (Exception e) when (e is not BadHttpRequestException && CanAnswer(context))
        {
            var id = Caller.Current.CorrelationId;
            context.RequestServices.GetRequiredService<ILogger<InferenceEngine>>().PredictionFailed(e, id);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsJsonAsync(new { error = $"an internal error occurred; its log entry has the request id {id}" });
        }
    }

    public static async Task AnswerAsync(HttpContext context, Func<ServedModel, object> answer)
    {
        try
        {
            var served = context.RequestServices.GetRequiredService<InferenceEngine>().Find(Name(context), Version(context));
            await context.Response.WriteAsJsonAsync(answer(served), context.RequestAborted);
        }
        catch (InferenceException e)
        {
            await RefuseAsync(context, e);
        }
    }

    private static Task RefuseAsync(HttpContext context, InferenceException refusal)
    {
        context.Response.StatusCode = refusal.Fault switch
        {
            InferenceFault.NotFound => StatusCodes.Status404NotFound,
            InferenceFault.TooLarge => StatusCodes.Status413PayloadTooLarge,
            InferenceFault.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status400BadRequest,
        };
        return context.Response.WriteAsJsonAsync(new { error = refusal.Message }, context.RequestAborted);
    }

    private static bool CanAnswer(HttpContext context) => !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested;

    private static string Name(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    private static string? Version(HttpContext context) => (string?)context.Request.RouteValues["version"];
}
