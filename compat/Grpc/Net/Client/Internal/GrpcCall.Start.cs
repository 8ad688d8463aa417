using System.Globalization;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>The request, and its retries, up to the headers of the response.</summary>
internal sealed partial class GrpcCall<TRequest, TResponse>
{
    private const string UserAgent = "grpc-dotnet-compat/2.76.0";

    /// <summary>Sends the request (or the stream of requests where there is none) until a response begins.</summary>
    private async Task<HttpResponseMessage> StartAsync(TRequest? request)
    {
        activity = ClientTelemetry.Start(method);
        if (activity is not null && Outcome is { } cancelled) ClientTelemetry.Stop(activity, cancelled.Status);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var (response, outcome) = await AttemptAsync(request, attempt);
                if (outcome is null)
                {
                    route.Retry?.Throttle?.Succeeded();
                    return Keep(response!);
                }
                var wait = request is null ? null : WaitBeforeRetry(outcome, response, attempt);
                response?.Dispose();
                if (wait is null)
                {
                    End(outcome);
                    break;
                }
                channel.Logger.Retrying(method.FullName, attempt, outcome.Status.StatusCode, wait.Value);
                await Task.Delay(wait.Value, Token);
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
        throw CreateException();
    }

    private async Task<(HttpResponseMessage? Response, CallOutcome? Outcome)> AttemptAsync(TRequest? request, int attempt)
    {
        Token.ThrowIfCancellationRequested();
        try
        {
            var message = await CreateRequestAsync(request, attempt);
            var response = await channel.SendAsync(message, Token);
            return (response, ResponseOutcome.FromHeaders(response));
        }
        catch (HttpRequestException exception)
        {
            return (null, new CallOutcome(ResponseOutcome.FromException(exception), Metadata.Empty));
        }
    }

    /// <summary>How long to wait before another attempt; null if there is to be none.</summary>
    private TimeSpan? WaitBeforeRetry(CallOutcome outcome, HttpResponseMessage? response, int attempt)
    {
        if (route.Retry is not { } retry || Outcome is not null) return null;
        if (outcome.IsOk || !retry.Codes.Contains(outcome.Status.StatusCode)) return null;
        retry.Throttle?.Failed();
        if (attempt >= retry.MaxAttempts || retry.Throttle is { AllowsRetry: false }) return null;
        if (response is null || !response.Headers.NonValidated.TryGetValues(HeaderNames.RetryPushback, out var pushback)) return retry.WaitAfter(attempt);
        return int.TryParse(pushback.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null;
    }

    private async ValueTask<HttpRequestMessage> CreateRequestAsync(TRequest? request, int attempt)
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
                    (options.WriteOptions?.Flags & WriteFlags.NoCompress) > 0 ? null : requestCompression),
        };
        var headers = message.Headers;
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation(HeaderNames.AcceptEncoding, channel.Compression.AcceptEncoding);
        if (requestCompression is not null) headers.TryAddWithoutValidation(HeaderNames.Encoding, requestCompression.EncodingName);
        if (host is not null) headers.Host = host;
        if (attempt > 1) headers.TryAddWithoutValidation(HeaderNames.PreviousAttempts, (attempt - 1).ToString(CultureInfo.InvariantCulture));
        if (options.Deadline is { } moment && moment != DateTime.MaxValue)
        {
            var left = moment - TimeProvider.System.GetUtcNow().UtcDateTime;
            if (left <= TimeSpan.Zero) throw MessageFrame.Fault(StatusCode.DeadlineExceeded, "");
            headers.TryAddWithoutValidation(HeaderNames.Timeout, TimeoutHeader.Format(left));
        }
        if (options.Headers is { Count: > 0 } given) AddHeaders(message, given);
        if (options.Credentials is not null || channel.Credentials.CallCredentials.Count > 0) await AddCredentialsAsync(message);
        if (!headers.NonValidated.Contains("User-Agent")) headers.TryAddWithoutValidation("User-Agent", UserAgent);
        return message;
    }

    private static void AddHeaders(HttpRequestMessage message, Metadata metadata)
    {
        foreach (var entry in metadata)
        {
            if (entry.Key == Metadata.CompressionRequestMetadataKey) continue;
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
        foreach (var each in channel.Credentials.CallCredentials) each.InternalPopulateConfiguration(credentials, credentials);
        options.Credentials?.InternalPopulateConfiguration(credentials, credentials);
        var context = new AuthInterceptorContext(new Uri(channel.Address, method.ServiceName).AbsoluteUri, method.Name, Token);
        foreach (var interceptor in credentials.Interceptors)
        {
            var metadata = new Metadata();
            await interceptor(context, metadata);
            AddHeaders(message, metadata);
        }
    }
}
