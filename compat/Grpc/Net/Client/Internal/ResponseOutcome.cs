using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>What a response, or the failure to get one, says of the outcome of a call.</summary>
internal static class ResponseOutcome
{
    /// <summary>The outcome, if the response's headers end the call; null if messages may follow.</summary>
    /// <exception cref="InvalidOperationException">The status is no number.</exception>
    public static CallOutcome? FromHeaders(HttpResponseMessage response)
    {
        if (StatusIn(response.Headers) is { } status) return new CallOutcome(status, response.Headers);
        if (response.Version < HttpVersion.Version20)
            return Without(response, StatusCode.Internal, $"Bad gRPC response. Response protocol downgraded to HTTP/{response.Version.ToString(2)}.");
        if (response.StatusCode != HttpStatusCode.OK)
            return Without(response, FromHttp(response.StatusCode), $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}");
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var contentType))
            return Without(response, StatusCode.Cancelled, "Bad gRPC response. Response did not have a content-type header.");
        return HeaderNames.IsGrpc(contentType.ToString()) ? null : Without(response, StatusCode.Cancelled, $"Bad gRPC response. Invalid content-type value: {contentType}");
    }

    /// <summary>The outcome in the trailers of a response whose body has been read to its end.</summary>
    public static CallOutcome FromTrailers(HttpResponseMessage response)
    {
        try
        {
            return new CallOutcome(StatusIn(response.TrailingHeaders) ?? new Status(StatusCode.Cancelled, "No grpc-status found on response."), response.TrailingHeaders);
        }
        catch (InvalidOperationException exception)
        {
            return new CallOutcome(new Status(StatusCode.Cancelled, exception.Message, exception), response.TrailingHeaders);
        }
    }

    /// <summary>The status of a call that an exception ended while something was done.</summary>
    public static Status FromException(string doing, Exception exception) => exception switch
    {
        RpcException rpc => rpc.Status,
        OperationCanceledException => new Status(StatusCode.Cancelled, "", exception),
        _ => new Status(CodeOf(exception), $"{doing} {ExceptionText.Of(exception)}", exception),
    };

    /// <summary>The headers of a response as metadata, without those of the protocol itself.</summary>
    public static Metadata ToMetadata(HttpResponseHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            if (name.ToLowerInvariant() is HeaderNames.Status or HeaderNames.Message or HeaderNames.Encoding or HeaderNames.AcceptEncoding) continue;
            foreach (var value in values) metadata.AddReceived(name, value);
        }
        return metadata;
    }

    private static Status? StatusIn(HttpResponseHeaders fields)
    {
        if (!fields.NonValidated.TryGetValues(HeaderNames.Status, out var codes)) return null;
        if (!int.TryParse(codes.ToString(), CultureInfo.InvariantCulture, out var code)) throw new InvalidOperationException($"Unexpected grpc-status value: {codes}");
        return new Status((StatusCode)code, fields.NonValidated.TryGetValues(HeaderNames.Message, out var message) ? StatusMessage.Decode(message.ToString()) : "");
    }

    private static CallOutcome Without(HttpResponseMessage response, StatusCode code, string detail) => new(new Status(code, detail), response.TrailingHeaders);

    private static StatusCode FromHttp(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.RequestHeaderFieldsTooLarge or < HttpStatusCode.OK => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    private static StatusCode CodeOf(Exception exception)
    {
        var code = StatusCode.Internal;
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException protocol) return FromHttp2(protocol.ErrorCode);
            if (cause is IOException or SocketException) code = StatusCode.Unavailable;
        }
        return code;
    }

    /// <summary>The table "HTTP2 Transport Mapping" of the gRPC protocol.</summary>
    private static StatusCode FromHttp2(long error) => error switch
    {
        7 => StatusCode.Unavailable,
        8 => StatusCode.Cancelled,
        11 => StatusCode.ResourceExhausted,
        12 => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };
}
