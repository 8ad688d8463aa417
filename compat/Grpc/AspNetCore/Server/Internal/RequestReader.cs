using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Reads the messages of a request straight from Kestrel's pipe.</summary>
internal sealed class RequestReader(PipeReader reader, int? maxLength, MessagePayload payload)
{
    /// <summary>Reads the only message of a request, and its end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> ReadSingleAsync<T>(Func<DeserializationContext, T> deserializer)
        where T : class
    {
        T? message = null;
        while (true)
        {
            var result = await reader.ReadAsync();
            var buffer = result.Buffer;
            try
            {
                if (message is null && MessageFrame.TryRead(ref buffer, maxLength, out var compressed, out var received))
                    message = payload.Deserialize(deserializer, received, compressed);
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
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            var examined = buffer.End;
            try
            {
                if (MessageFrame.TryRead(ref buffer, maxLength, out var compressed, out var received))
                {
                    // The rest may hold the next message: it has not been examined.
                    examined = buffer.Start;
                    return payload.Deserialize(deserializer, received, compressed);
                }
                if (result.IsCompleted) return buffer.IsEmpty ? null : throw MessageFrame.Fault(StatusCode.Internal, "Incomplete message.");
            }
            finally
            {
                reader.AdvanceTo(buffer.Start, examined);
            }
        }
    }
}
