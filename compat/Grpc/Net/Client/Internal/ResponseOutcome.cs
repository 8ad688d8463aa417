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
    public static CallOutcome? FromHeaders(HttpResponseMessage response)
    {
        if (response.Headers.NonValidated.Contains(HeaderNames.Status)) return FromFields(response.Headers);
        if (response.StatusCode != HttpStatusCode.OK)
            return Without(FromHttp(response.StatusCode), $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}");
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var contentType))
            return Without(StatusCode.Cancelled, "Bad gRPC response. Response did not have a content-type header.");
        return HeaderNames.IsGrpc(contentType.ToString()) ? null : Without(StatusCode.Cancelled, $"Bad gRPC response. Invalid content-type value: {contentType}");
    }

    /// <summary>The outcome in the trailers of a response whose body has been read to its end.</summary>
    public static CallOutcome FromTrailers(HttpResponseMessage response) => FromFields(response.TrailingHeaders);

    /// <summary>The status of a call that an exception ended.</summary>
    public static Status FromException(Exception exception)
    {
        if (exception is OperationCanceledException) return new Status(StatusCode.Cancelled, "Call canceled by the client.", exception);
        var broken = false;
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is RpcException rpc) return rpc.Status;
            if (cause is HttpProtocolException protocol) return new Status(FromHttp2(protocol.ErrorCode), $"HTTP/2 error: {protocol.Message}", exception);
            broken |= cause is IOException or SocketException;
        }
        return broken
            ? new Status(StatusCode.Unavailable, $"The connection to the service is broken: {exception.Message}", exception)
            : new Status(StatusCode.Internal, $"Error in gRPC call: {exception.Message}", exception);
    }

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

    private static CallOutcome FromFields(HttpResponseHeaders fields)
    {
        if (!fields.NonValidated.TryGetValues(HeaderNames.Status, out var codes)) return Without(StatusCode.Cancelled, "No grpc-status found on response.");
        if (!int.TryParse(codes.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return Without(StatusCode.Unknown, $"Unexpected grpc-status value: {codes}");
        // Codes that are not known count as UNKNOWN.
        var known = code is >= (int)StatusCode.OK and <= (int)StatusCode.Unauthenticated ? (StatusCode)code : StatusCode.Unknown;
        var detail = known != StatusCode.OK && fields.NonValidated.TryGetValues(HeaderNames.Message, out var message) ? StatusMessage.Decode(message.ToString()) : "";
        try
        {
            return new CallOutcome(new Status(known, detail), ToMetadata(fields));
        }
        catch (RpcException exception)
        {
            return new CallOutcome(exception.Status, Metadata.Empty);
        }
    }

    private static CallOutcome Without(StatusCode code, string detail) => new(new Status(code, detail), Metadata.Empty);

    private static StatusCode FromHttp(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

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
