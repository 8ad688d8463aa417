using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using HttpRequest = Microsoft.AspNetCore.Http.HttpRequest;
using HttpResponse = Microsoft.AspNetCore.Http.HttpResponse;

namespace MlOps.ServiceDefaults.Errors;

/// <summary>
/// A request that is not handled, answered in the caller's protocol: a trailers-only gRPC response with google.rpc details, or JSON in the
/// one shape of the route's <see cref="ProtocolFamily"/>. Never empty.
/// </summary>
/// <param name="Code">The gRPC status.</param>
/// <param name="Message">Why the request is refused.</param>
public sealed record Refusal(Code Code, string Message)
{
    /// <summary>No valid token: it is missing, expired or not of this system.</summary>
    public static Refusal Unauthenticated { get; } =
        new(Code.Unauthenticated, "A bearer token is required: it is missing, expired or not of this system.");

    /// <summary>The caller's roles do not allow it.</summary>
    public static Refusal Forbidden { get; } = new(Code.PermissionDenied, "The caller's roles do not allow this.");

    /// <summary>The HTTP status.</summary>
    public int HttpStatus { get; init; } = StatusMap.HttpStatusOf(Code);

    /// <summary>After how many seconds a retry makes sense; null if that is not known.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The details of the gRPC status.</summary>
    public IReadOnlyList<Any> Details { get; init; } = [];

    /// <summary>What problem JSON has besides.</summary>
    public IReadOnlyDictionary<string, object?> Extensions { get; init; } = new Dictionary<string, object?>();

    /// <summary>The refusal that a status stands for.</summary>
    public static Refusal Of(Status status)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = ((Code)status.Code).ToString() };
        if (status.GetDetail<ErrorInfo>() is { } info)
        {
            foreach (var (key, value) in info.Metadata) extensions[key] = value;
        }

        return new Refusal((Code)status.Code, status.Message) { Details = status.Details, Extensions = extensions };
    }

    /// <summary>Answers the request.</summary>
    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var response = context.Response;
        // Of an answer that broke off before it began.
        response.Headers.ContentLength = null;
        if (IsGrpc(context.Request)) return refusal.WriteGrpcAsync(response);
        response.StatusCode = refusal.HttpStatus;
        if (refusal.HttpStatus == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        if (refusal.RetryAfter is { } seconds) response.Headers.RetryAfter = $"{seconds}";
        // Neither throws when the caller has gone.
        var family = context.RequestServices.GetServices<ProtocolFamily>()
            .FirstOrDefault(one => context.Request.Path.StartsWithSegments(one.Prefix));
        return family is null
            ? Results.Problem(refusal.Message, statusCode: refusal.HttpStatus, extensions: refusal.Extensions).ExecuteAsync(context)
            : response.WriteAsJsonAsync(family.Body(refusal));
    }

    /// <summary>Whether a request is a gRPC call.</summary>
    internal static bool IsGrpc(HttpRequest request) =>
        request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    private Task WriteGrpcAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = $"{(int)Code}";
        response.Headers["grpc-message"] = Encoded(Message);
        if (Details.Count == 0) return Task.CompletedTask;
        var status = new Status { Code = (int)Code, Message = Message, Details = { Details } };
        response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
        return Task.CompletedTask;
    }

    /// <summary>Percent-encodes what is not printable ASCII, and nothing else: some clients do not decode.</summary>
    private static string Encoded(string message)
    {
        if (message.All(IsPlain)) return message;
        var encoded = new StringBuilder(message.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(message)) encoded.Append(IsPlain((char)octet) ? $"{(char)octet}" : $"%{octet:X2}");
        return encoded.ToString();
    }

    private static bool IsPlain(char c) => c is >= ' ' and <= '~' and not '%';
}
