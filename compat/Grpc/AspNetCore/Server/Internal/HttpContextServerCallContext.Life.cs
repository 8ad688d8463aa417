using System.Diagnostics;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>From the request's headers to the status.</summary>
internal sealed partial class HttpContextServerCallContext
{
    private const string ActivityMethodTag = "grpc.method";
    private const string ActivityStatusTag = "grpc.status_code";

    /// <summary>Guards the end of the call against a write: the deadline may pass at any moment.</summary>
    private readonly Lock gate = new();
    private bool ended;
    private bool writing;

    /// <summary>Takes what the protocol's headers ask for.</summary>
    public void Start()
    {
        httpContext.Features.Set<IServerCallContextFeature>(this);
        var headers = httpContext.Request.Headers;

        if (headers.TryGetValue(HeaderNames.Timeout, out var timeoutText) && timeoutText.Count > 0)
        {
            if (TimeoutHeader.TryParse(timeoutText, out var timeout) && timeout > TimeSpan.Zero) deadline = new CallDeadline(timeout, httpContext.RequestAborted);
            else options.Logger.InvalidTimeoutIgnored(timeoutText.ToString());
        }

        if (options.ResponseCompressionAlgorithm is { } algorithm and not CompressionProviders.Identity && CompressionProviders.Accepts(headers[HeaderNames.AcceptEncoding], algorithm))
            Compress(algorithm);
    }

    /// <summary>Waits for the handler; ends the call without it when the deadline passes first.</summary>
    public Task WhenHandledAsync(Task handling) => deadline is null || handling.IsCompleted ? handling : RaceDeadlineAsync(handling, deadline);

    /// <summary>Ends the call as its handler left it.</summary>
    public void End()
    {
        if (deadline is { HasPassed: true }) status = new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded");
        if (TryEnd(evenWhileWriting: true)) WriteStatus();
    }

    /// <summary>Ends the call for an exception.</summary>
    public void End(Exception exception)
    {
        status = StatusFor(exception);
        if (TryEnd(evenWhileWriting: true)) WriteStatus();
    }

    public void Dispose() => deadline?.Dispose();

    private async Task RaceDeadlineAsync(Task handling, CallDeadline deadline)
    {
        await Task.WhenAny(handling, deadline.Ended);
        try
        {
            if (!handling.IsCompleted && deadline.HasPassed && TryEnd(evenWhileWriting: false)) await CutOffAsync();
        }
        finally
        {
            // The context is used again for another request: the handler must be done with it.
            await handling;
        }
    }

    private async Task CutOffAsync()
    {
        options.Logger.DeadlineExceeded(method);
        status = new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded");
        WriteStatus();
        await httpContext.Response.CompleteAsync();
        // The caller may still be sending; the stream is over for both.
        httpContext.Features.Get<IHttpResetFeature>()?.Reset(errorCode: 0);
    }

    private bool TryEnd(bool evenWhileWriting)
    {
        lock (gate)
        {
            if (ended || (writing && !evenWhileWriting)) return false;
            return ended = true;
        }
    }

    private Status StatusFor(Exception exception)
    {
        if (deadline is { HasPassed: true }) return new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded");
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            options.Logger.CallCancelled(method);
            return new Status(StatusCode.Cancelled, "The call was cancelled by the caller.");
        }
        if (exception is RpcException rpc)
        {
            options.Logger.RpcConnectionError(method, rpc.StatusCode, rpc.Status.Detail, rpc.Status.DebugException);
            if (rpc.Trailers != responseTrailers)
                foreach (var entry in rpc.Trailers) ResponseTrailersCore.Add(entry);
            return rpc.Status;
        }
        options.Logger.ErrorExecutingServiceMethod(method, exception);
        const string detail = "Exception was thrown by handler.";
        return new Status(StatusCode.Unknown, options.EnableDetailedErrors ? $"{detail} {ExceptionText.Of(exception)}" : detail, exception);
    }

    private void WriteStatus()
    {
        var response = httpContext.Response;
        // A call without messages ends with its headers.
        var destination = messageWritten || response.HasStarted
            ? httpContext.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers
            : response.Headers;
        try
        {
            if (responseTrailers is not null) ResponseStatus.Write(destination, responseTrailers);
        }
        catch (InvalidOperationException exception)
        {
            options.Logger.TrailerRefused(method, exception);
            status = new Status(StatusCode.Internal, "A trailer of the response has invalid characters.");
        }
        ResponseStatus.Write(destination, status);

        if (Activity.Current is not null && httpContext.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
        {
            activity.SetTag(ActivityMethodTag, method);
            activity.SetTag(ActivityStatusTag, ResponseStatus.Text(status.StatusCode).ToString());
        }
    }
}
