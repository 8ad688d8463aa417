using System.Net;

namespace MlOps.Cli;

/// <summary>The gateway's HTTP side tried again: while nobody listens, or while the gateway finds nobody behind it.</summary>
internal sealed class RetryingHandler(Retries retries) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                var away = response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
                if (!away || attempt == retries.MaxAttempts) return response;
                response.Dispose();
            }
            catch (HttpRequestException) when (attempt < retries.MaxAttempts)
            {
                // The last attempt says what is wrong.
            }
            await Task.Delay(Retries.After(attempt), cancellationToken);
        }
    }
}
