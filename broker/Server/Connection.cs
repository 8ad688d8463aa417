using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Threading.Channels;
using MlOps.Broker.Apis;
using MlOps.Broker.Files;
using MlOps.Broker.Protocol;
using Microsoft.Extensions.Logging;

namespace MlOps.Broker.Server;

/// <summary>The connection of a client: requests are handled and answered in order.</summary>
/// <remarks>
/// Requests are pipelined: while a produce request waits for its fsync, the next ones start, up to <see cref="MaxOutstanding"/>
/// (backpressure). Memory is bounded by one request being handled, one being received and one small buffer for sending record batches.
/// </remarks>
internal sealed class Connection(Socket socket, ApiTable apis, int maxRequestBytes, ILogger logger)
{
    private const int MaxOutstanding = 64;
    private const int SendBufferSize = 128 * 1024;
    private const int LargeRequest = 64 * 1024;
    private readonly string client = socket.RemoteEndPoint?.ToString() ?? "unknown";
    private readonly byte[] size = new byte[sizeof(int)];
    private readonly Channel<(Task Handled, ResponseWriter Response)> outstanding = Channel.CreateBounded<(Task, ResponseWriter)>(
        new BoundedChannelOptions(MaxOutstanding) { SingleReader = true, SingleWriter = true });

    /// <summary>Serves the connection until either side closes it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var sending = SendAllAsync(closing);
        var handling = Task.CompletedTask;
        await GuardAsync(ReceiveAllAsync(), closing);
        await closing.CancelAsync();
        await handling;
        outstanding.Writer.Complete();
        await sending;
        socket.Dispose();

        // One request is handled at a time while the next one is received, which pays off if both are large.
        async Task ReceiveAllAsync()
        {
            while (await ReceiveAsync(closing.Token) is { Array: { } frame } received)
            {
                await handling;
                if (closing.IsCancellationRequested) return;
                handling = received.Count < LargeRequest ? Handle() : Task.Run(Handle, CancellationToken.None);

                async Task Handle()
                {
                    await GuardAsync(HandleAsync(received, closing.Token), closing);
                    ArrayPool<byte>.Shared.Return(frame);
                }
            }
        }
    }

    /// <summary>Awaits work; a failure closes the connection and is logged, unless the client disconnected or the broker stops.</summary>
    private async Task GuardAsync(Task work, CancellationTokenSource closing)
    {
        try
        {
            await work;
            return;
        }
        catch (MalformedRequestException malformed)
        {
            logger.MalformedRequest(client, malformed.Message);
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client disconnected, or the broker is stopping.
        }
        catch (Exception failure)
        {
            logger.RequestFailed(failure, client);
        }

        await closing.CancelAsync();
    }

    /// <summary>The next request in a pooled buffer; none if the client closed the connection.</summary>
    private async Task<ArraySegment<byte>> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(size, cancellationToken)) return default;
        var length = BinaryPrimitives.ReadInt32BigEndian(size);
        if (length < 8 || length > maxRequestBytes) throw new MalformedRequestException($"the request size {length} is out of range");
        var frame = ArrayPool<byte>.Shared.Rent(length);
        return await FillAsync(frame.AsMemory(0, length), cancellationToken) ? new ArraySegment<byte>(frame, 0, length) : default;
    }

    private async Task HandleAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        var (request, api) = apis.ReadHeader(frame, socket);
        var flexible = request.Version >= api.FlexibleFrom;
        var response = new ResponseWriter { Flexible = flexible };
        response.Begin(request.CorrelationId, flexible && request.Api != ApiKey.ApiVersions);
        Task handled;
        try
        {
            handled = api.HandleAsync(request, response, cancellationToken);
            if (!api.Pipelined) await handled;
        }
        catch
        {
            response.Dispose();
            throw;
        }

        await outstanding.Writer.WriteAsync((handled, response), cancellationToken);
    }

    /// <summary>Sends the responses in order; once sending has failed, the remaining ones are only disposed.</summary>
    private async Task SendAllAsync(CancellationTokenSource closing)
    {
        var broken = false;
        await foreach (var (handled, response) in outstanding.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                await handled;
                if (!broken && !response.Omitted) await SendAsync(response, closing.Token);
            }
            catch (Exception failure)
            {
                if (failure is not (SocketException or OperationCanceledException or ObjectDisposedException))
                    logger.RequestFailed(failure, client);
                broken = true;
                await closing.CancelAsync();
            }
            finally
            {
                response.Dispose();
            }
        }
    }

    private async Task SendAsync(ResponseWriter response, CancellationToken cancellationToken)
    {
        response.End();
        var sent = 0;
        foreach (var (position, slice) in response.Slices)
        {
            await SendAsync(response.Buffer[sent..position], cancellationToken);
            sent = position;
            await SendFileAsync(slice, cancellationToken);
        }

        await SendAsync(response.Buffer[sent..], cancellationToken);
    }

    private async Task SendFileAsync(FileSlice slice, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(slice.Length, SendBufferSize));
        try
        {
            for (var done = 0; done < slice.Length;)
            {
                var wanted = Math.Min(buffer.Length, slice.Length - done);
                var read = RandomAccess.Read(slice.File.Handle, buffer.AsSpan(0, wanted), slice.Position + done);
                if (read == 0) throw new EndOfStreamException("A segment file was truncated while it was being read.");
                await SendAsync(buffer.AsMemory(0, read), cancellationToken);
                done += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
    }

    private async Task<bool> FillAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (target.Length > 0)
        {
            var received = await socket.ReceiveAsync(target, cancellationToken);
            if (received == 0) return false;
            target = target[received..];
        }

        return true;
    }
}
