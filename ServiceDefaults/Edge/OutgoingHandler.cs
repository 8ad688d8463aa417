namespace MlOps.ServiceDefaults.Edge;

/// <summary>
/// Reports all failures of the handler within, whose exceptions are of many kinds, as <see cref="HttpRequestException"/>, as callers
/// of HTTP expect.
/// </summary>
internal sealed class OutgoingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is not (HttpRequestException or OperationCanceledException))
        {
            throw new HttpRequestException(e.Message, e);
        }
    }
}
