using Google.Protobuf;
using Grpc.Core;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>
/// What the client sends: bytes that make no sense, or that it went away, show here first and are no failure of the handler.
/// </summary>
internal sealed class RequestStream<T>(IAsyncStreamReader<T> requests) : IAsyncStreamReader<T>
{
    public T Current => requests.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await requests.MoveNext(cancellationToken);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, UnreadableRequests.Message, e));
        }
        catch (IOException e)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "The client broke off the call.", e));
        }
    }
}
