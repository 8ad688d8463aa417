using Grpc.Core;

namespace MlOps.ServiceDefaults.Errors;

/// <summary>What the client sends: that it went away shows here first, before the call is cancelled, and is no failure of the handler.</summary>
internal sealed class RequestStream<T>(IAsyncStreamReader<T> requests) : IAsyncStreamReader<T>
{
    public T Current => requests.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await requests.MoveNext(cancellationToken);
        }
        catch (IOException e)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "The client broke off the call.", e));
        }
    }
}
