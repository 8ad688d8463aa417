namespace MlOps.Gateway.Routing;

/// <summary>
/// What the gateway answers in a service's place, in the caller's protocol: a trailers-only gRPC answer, or an HTTP status with JSON.
/// </summary>
internal static class Refusal
{
    public const int GrpcInvalidArgument = 3;
    public const int GrpcNotFound = 5;
    public const int GrpcResourceExhausted = 8;
    public const int GrpcUnavailable = 14;

    public static Task WriteAsync(HttpContext context, int httpStatus, int grpcStatus, string message, CancellationToken cancellation)
    {
        var response = context.Response;
        // Headers of a service that broke off its answer, such as its length.
        response.Headers.ContentLength = null;
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
        {
            response.StatusCode = StatusCodes.Status200OK;
            response.ContentType = "application/grpc";
            response.Headers["grpc-status"] = grpcStatus.ToString();
            // Printable ASCII is not encoded: some clients decode less than everything.
            response.Headers["grpc-message"] = message;
            return Task.CompletedTask;
        }
        response.StatusCode = httpStatus;
        if (httpStatus is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = "1";
        return response.WriteAsJsonAsync(new { error = message }, cancellation);
    }
}
