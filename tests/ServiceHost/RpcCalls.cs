using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;

namespace MlOps.ServiceHost;

/// <summary>Calls RPCs by their descriptors, whatever their kind.</summary>
public static class RpcCalls
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstMessageLimit = TimeSpan.FromSeconds(2);
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(bytes => bytes, bytes => bytes);

    /// <summary>The RPC of this name.</summary>
    public static MethodDescriptor Rpc(this ServiceDescriptor service, string name) =>
        service.FindMethodByName(name) ?? throw new ArgumentException($"{service.FullName} has no RPC {name}.", nameof(name));

    /// <summary>The RPCs that change something: their request, or the header that begins it, has a <c>request_id</c>.</summary>
    public static IEnumerable<MethodDescriptor> Mutations(this ServiceDescriptor service) =>
        service.Methods.Where(method => MutationFields.Has(method.InputType));

    /// <summary>What an RPC answers to a request, or to several where the client streams them; of a stream, the first message.</summary>
    public static async Task<Outcome> CallAsync(this CallInvoker calls, MethodDescriptor method, params IReadOnlyList<IMessage> requests)
    {
        var options = new CallOptions(deadline: DateTime.UtcNow + CallLimit);
        try
        {
            var answer = await calls.SendAsync(method, [.. requests.Select(request => request.ToByteArray())], options);
            return new Outcome(StatusCode.OK, answer is null ? null : method.OutputType.Parser.ParseFrom(answer), null);
        }
        catch (RpcException e)
        {
            return new Outcome(e.StatusCode, null, e.GetRpcStatus() ?? new Google.Rpc.Status { Message = e.Status.Detail });
        }
    }

    /// <summary>The bytes that an RPC answers; null where a stream has nothing to report yet.</summary>
    internal static async Task<byte[]?> SendAsync(
        this CallInvoker calls, MethodDescriptor method, IReadOnlyList<byte[]> requests, CallOptions options)
    {
        switch (KindOf(method))
        {
            case MethodType.Unary:
                using (var call = calls.AsyncUnaryCall(RpcOf(method), null, options, requests.Single())) return await call.ResponseAsync;
            case MethodType.ServerStreaming:
                // The first message says that the request was accepted; a stream that follows changes never ends.
                var limited = options.WithDeadline(DateTime.UtcNow + FirstMessageLimit);
                using (var call = calls.AsyncServerStreamingCall(RpcOf(method), null, limited, requests.Single()))
                    return await FirstOfAsync(call.ResponseStream);
            case MethodType.ClientStreaming:
                using (var call = calls.AsyncClientStreamingCall(RpcOf(method), null, options))
                {
                    // A write that begins as the answer resets the stream may wait for ever: a race in the HTTP client.
                    await Task.WhenAny(WriteAsync(call.RequestStream, requests), call.ResponseAsync);
                    return await call.ResponseAsync;
                }

            default:
                using (var call = calls.AsyncDuplexStreamingCall(RpcOf(method), null, options))
                {
                    var first = FirstOfAsync(call.ResponseStream);
                    await Task.WhenAny(WriteAsync(call.RequestStream, requests), first);
                    return await first;
                }
        }
    }

    internal static Method<byte[], byte[]> RpcOf(MethodDescriptor method) =>
        new(KindOf(method), method.Service.FullName, method.Name, Bytes, Bytes);

    private static MethodType KindOf(MethodDescriptor method) => (method.IsClientStreaming, method.IsServerStreaming) switch
    {
        (false, false) => MethodType.Unary,
        (false, true) => MethodType.ServerStreaming,
        (true, false) => MethodType.ClientStreaming,
        _ => MethodType.DuplexStreaming,
    };

    private static async Task<byte[]?> FirstOfAsync(IAsyncStreamReader<byte[]> answers)
    {
        try
        {
            return await answers.MoveNext(CancellationToken.None) ? answers.Current : null;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.DeadlineExceeded)
        {
            // A stream without changes sends nothing.
            return null;
        }
    }

    private static async Task WriteAsync(IClientStreamWriter<byte[]> stream, IReadOnlyList<byte[]> requests)
    {
        try
        {
            foreach (var request in requests) await stream.WriteAsync(request);
            await stream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException)
        {
            // Refused before all of it was read: the answer says why.
        }
    }
}

/// <summary>What became of a call: its code, and the answer or the status with its details.</summary>
public sealed record Outcome(StatusCode Code, IMessage? Answer, Google.Rpc.Status? Status)
{
    /// <inheritdoc />
    public override string ToString() => Code == StatusCode.OK ? "OK" : $"{Code}: {Status?.Message}";
}
