using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Reads the messages of a request straight from Kestrel's pipe.</summary>
internal sealed class RequestReader(PipeReader reader, int? maxLength, ICompressionProvider? compression)
{
    private readonly MessagePayload payload = new();

    /// <summary>Reads the only message of a request, and its end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> ReadSingleAsync<T>(Func<DeserializationContext, T> deserializer)
        where T : class
    {
        T? message = null;
        while (true)
        {
            var result = await ReadPipeAsync(CancellationToken.None);
            var buffer = result.Buffer;
            try
            {
                if (message is null && MessageFrame.TryRead(ref buffer, maxLength, out var compressed, out var received))
                    message = payload.Deserialize(deserializer, received, compressed, compression, maxLength);
                if (message is not null && !buffer.IsEmpty) throw MessageFrame.Fault(StatusCode.Internal, "Additional data after the message received.");
                if (result.IsCompleted) return message ?? throw MessageFrame.Fault(StatusCode.Internal, "Incomplete message.");
            }
            finally
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
    }

    /// <summary>Reads the next message; null at the end of the request.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadNextAsync<T>(Func<DeserializationContext, T> deserializer, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var result = await ReadPipeAsync(cancellationToken);
            var buffer = result.Buffer;
            var examined = buffer.End;
            try
            {
                if (MessageFrame.TryRead(ref buffer, maxLength, out var compressed, out var received))
                {
                    // The rest may hold the next message: it has not been examined.
                    examined = buffer.Start;
                    return payload.Deserialize(deserializer, received, compressed, compression, maxLength);
                }
                if (result.IsCompleted) return buffer.IsEmpty ? null : throw MessageFrame.Fault(StatusCode.Internal, "Incomplete message.");
            }
            finally
            {
                reader.AdvanceTo(buffer.Start, examined);
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadPipeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, "The request exceeds the server's limit for request bodies.", exception));
        }
        catch (IOException exception)
        {
            throw new OperationCanceledException("The client reset the request stream.", exception);
        }
    }
}
