using Google.Protobuf;
using Grpc.Core;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>
/// Reads a client stream and maps malformed messages to INVALID_ARGUMENT and a lost connection to CANCELLED.
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
            throw new RpcException(new Status(StatusCode.Cancelled, "The client closed the connection.", e));
        }
    }
}
