namespace Grpc.Core;

/// <summary>Takes the messages of a stream, one at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How the following messages are written; null means the call's options.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message; the previous write must have ended.</summary>
    Task WriteAsync(T message);

    /// <summary>Writes a message; cancelling the write cancels the call.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? throw new NotSupportedException("Cancellation of stream writes is not supported by this gRPC implementation.")
        : WriteAsync(message);
}

/// <summary>Takes the requests of a call, and their end.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Says that no request follows; the previous write must have ended.</summary>
    Task CompleteAsync();
}

/// <summary>Takes the responses of a call.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>
{
}
