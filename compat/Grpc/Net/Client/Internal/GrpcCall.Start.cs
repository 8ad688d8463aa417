using System.Globalization;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>The request, and its retries, up to the headers of the response.</summary>
internal sealed partial class GrpcCall<TRequest, TResponse>
{
    private const string UserAgent = "grpc-dotnet-compat/2.85.0";
    private const string ErrorStarting = "Error starting gRPC call.";

    private int attempt;

    /// <summary>Sends the request (or the stream of requests where there is none) until a response begins; its headers may end the call.</summary>
    private async Task<HttpResponseMessage> StartAsync(TRequest? request)
    {
        activity = ClientTelemetry.Start(method);
        if (activity is not null && Outcome is { } cancelled) ClientTelemetry.Stop(activity, cancelled.Status);
        try
        {
            while (true)
            {
                attempt++;
                var (response, outcome) = await AttemptAsync(request);
                if (outcome is not null && request is not null && WaitBeforeRetry(outcome, response) is { } wait)
                {
                    response?.Dispose();
                    channel.Logger.Retrying(method.FullName, attempt, outcome.Status.StatusCode, wait);
                    await Task.Delay(wait, Token);
                    continue;
                }
                if (response is not null) Keep(response);
                if (outcome is not null && HasSingleResponse) EndSingle(outcome, hasMessage: false);
                else if (outcome is not null) End(outcome);
                if (response is not null) return response;
                break;
            }
        }
        catch (Exception exception)
        {
            Fail(ErrorStarting, exception);
        }
        throw CreateException();
    }

    private async Task<(HttpResponseMessage? Response, CallOutcome? Outcome)> AttemptAsync(TRequest? request)
    {
        Token.ThrowIfCancellationRequested();
        HttpResponseMessage? response = null;
        try
        {
            response = await channel.SendAsync(await CreateRequestAsync(request), Token);
            return (response, ResponseOutcome.FromHeaders(response));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            response?.Dispose();
            return (null, new CallOutcome(ResponseOutcome.FromException(ErrorStarting, exception)));
        }
    }

    /// <summary>How long to wait before another attempt; null if there is to be none.</summary>
    private TimeSpan? WaitBeforeRetry(CallOutcome outcome, HttpResponseMessage? response)
    {
        if (route.Retry is not { } retry || Outcome is not null || outcome.IsOk) return null;
        int? pushback = response is null || !response.Headers.NonValidated.TryGetValues(HeaderNames.RetryPushback, out var asked) ? null
            : int.TryParse(asked.ToString(), CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds : -1;
        var isRetryable = retry.Codes.Contains(outcome.Status.StatusCode);
        if (isRetryable || pushback < 0) retry.Throttle?.Failed();
        if (retry.Throttle is { AllowsRetry: false } || attempt >= retry.MaxAttempts) return null;
        if (pushback is { } wanted) return wanted < 0 ? null : TimeSpan.FromMilliseconds(wanted);
        return isRetryable ? retry.WaitAfter(attempt) : null;
    }

    private async ValueTask<HttpRequestMessage> CreateRequestAsync(TRequest? request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, route.Uri)
        {
            Version = channel.HttpVersion,
            VersionPolicy = channel.HttpVersionPolicy,
            Content = request is null
                ? requestStream
                : new UnaryRequestContent<TRequest>(
                    request,
                    method.RequestMarshaller.ContextualSerializer,
                    channel.Options.MaxSendMessageSize,
                    CompressionWith(options.WriteOptions)),
        };
        var headers = message.Headers;
        headers.TryAddWithoutValidation("User-Agent", UserAgent);
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation(HeaderNames.AcceptEncoding, channel.Compression.AcceptEncoding);
        if (requestEncoding is not null) headers.TryAddWithoutValidation(HeaderNames.Encoding, requestEncoding);
        if (attempt > 1) headers.TryAddWithoutValidation(HeaderNames.PreviousAttempts, (attempt - 1).ToString(CultureInfo.InvariantCulture));
        if (options.Deadline is { } moment && moment != DateTime.MaxValue)
        {
            var left = moment - TimeProvider.System.GetUtcNow().UtcDateTime;
            if (left <= TimeSpan.Zero) throw MessageFrame.Fault(StatusCode.DeadlineExceeded, "");
            headers.TryAddWithoutValidation(HeaderNames.Timeout, TimeoutHeader.Format(left));
        }
        if (options.Headers is { Count: > 0 } given) AddHeaders(message, given);
        if (options.Credentials is not null || channel.Credentials.CallCredentials.Count > 0) await AddCredentialsAsync(message);
        return message;
    }

    private static void AddHeaders(HttpRequestMessage message, Metadata metadata)
    {
        foreach (var entry in metadata)
        {
            if (entry.Key is Metadata.CompressionRequestMetadataKey or HeaderNames.Timeout) continue;
            if (!message.Headers.TryAddWithoutValidation(entry.Key, entry.ToHeaderValue()))
                throw new InvalidOperationException($"Error adding header '{entry.Key}' to the request: its name or value is not valid in HTTP.");
        }
    }

    private async Task AddCredentialsAsync(HttpRequestMessage message)
    {
        if (!channel.Credentials.SendsCallCredentials)
        {
            channel.Logger.CallCredentialsNotUsed(method.FullName);
            return;
        }
        var credentials = new CallCredentialsReader();
        options.Credentials?.InternalPopulateConfiguration(credentials, credentials);
        foreach (var each in channel.Credentials.CallCredentials) each.InternalPopulateConfiguration(credentials, credentials);
        var context = new AuthInterceptorContext(new Uri(channel.Address, method.ServiceName).AbsoluteUri, method.Name, Token);
        foreach (var interceptor in credentials.Interceptors)
        {
            var metadata = new Metadata();
            await interceptor(context, metadata);
            AddHeaders(message, metadata);
        }
    }
}
