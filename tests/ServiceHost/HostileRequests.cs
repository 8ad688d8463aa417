using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Shouldly;

namespace MlOps.ServiceHost;

/// <summary>
/// Sends every request of a gRPC service with one hostile value at a time in each of its fields: whatever it is answered, it is the
/// caller's fault or accepted, and the answer is small.
/// </summary>
/// <param name="calls">Where they go, as a caller who may do everything.</param>
/// <param name="texts">By field name, what string fields hold otherwise (<c>sample</c> where it is not said).</param>
public sealed class HostileRequests(CallInvoker calls, params (string Field, string Text)[] texts)
{
    private const int MaxErrorBytes = 16 * 1024;
    private const int Parallel = 8;
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(60);

    // Answers that blame the service, or hide who is to blame.
    private static readonly HashSet<StatusCode> Forbidden =
        [StatusCode.Internal, StatusCode.Unavailable, StatusCode.Unknown, StatusCode.DataLoss, StatusCode.DeadlineExceeded, StatusCode.Unimplemented];

    private readonly Dictionary<string, string> texts = texts.ToDictionary(entry => entry.Field, entry => entry.Text);

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(bytes => bytes, bytes => bytes);

    /// <summary>Sends them all; throws with every answer that is not allowed, otherwise returns how many were sent.</summary>
    public async Task<int> SendAllAsync(params ServiceDescriptor[] services)
    {
        var requests = services.SelectMany(service => service.Methods).SelectMany(RequestsOf).ToList();
        var wrong = new System.Collections.Concurrent.ConcurrentBag<string>();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            requests, new ParallelOptions { MaxDegreeOfParallelism = Parallel },
            async (request, _) =>
            {
                if (await FaultOfAsync(request) is { } fault) wrong.Add($"{request.Method.FullName} {request.Mutation}: {fault}");
            });
        wrong.Order().ShouldBeEmpty();
        return requests.Count;
    }

    private IEnumerable<Hostile> RequestsOf(MethodDescriptor method)
    {
        foreach (var mutation in HostileValues.Mutations(method.InputType))
        {
            var request = SampleRequests.Of(method.InputType, texts);
            mutation.Apply(request);
            yield return new Hostile(method, mutation.Name, request.ToByteArray());
        }
    }

    private async Task<string?> FaultOfAsync(Hostile request)
    {
        var options = new CallOptions(deadline: DateTime.UtcNow + CallLimit);
        try
        {
            await SendAsync(request, options);
            return null;
        }
        catch (RpcException e)
        {
            var size = e.Status.Detail.Length + e.Trailers.Sum(entry => entry.Key.Length + (entry.IsBinary ? entry.ValueBytes.Length : entry.Value.Length));
            if (Forbidden.Contains(e.StatusCode)) return $"{e.StatusCode}: {Start(e.Status.Detail)}";
            return size > MaxErrorBytes ? $"an error of {size} bytes: {Start(e.Status.Detail)}" : null;
        }
    }

    private async Task SendAsync(Hostile request, CallOptions options)
    {
        var method = request.Method;
        var kind = (method.IsClientStreaming, method.IsServerStreaming) switch
        {
            (false, false) => MethodType.Unary,
            (false, true) => MethodType.ServerStreaming,
            (true, false) => MethodType.ClientStreaming,
            _ => MethodType.DuplexStreaming,
        };
        var rpc = new Method<byte[], byte[]>(kind, method.Service.FullName, method.Name, Bytes, Bytes);
        switch (kind)
        {
            case MethodType.Unary:
                using (var call = calls.AsyncUnaryCall(rpc, null, options, request.Body)) await call.ResponseAsync;
                break;
            case MethodType.ServerStreaming:
                // The first message says that the request was taken; a stream that follows never ends.
                using (var call = calls.AsyncServerStreamingCall(rpc, null, options.WithDeadline(DateTime.UtcNow.AddSeconds(2)), request.Body))
                {
                    await FirstOfAsync(call.ResponseStream);
                }

                break;
            case MethodType.ClientStreaming:
                using (var call = calls.AsyncClientStreamingCall(rpc, null, options))
                {
                    await WriteAsync(call.RequestStream, request.Body);
                    await call.ResponseAsync;
                }

                break;
            default:
                using (var call = calls.AsyncDuplexStreamingCall(rpc, null, options))
                {
                    await WriteAsync(call.RequestStream, request.Body);
                    await FirstOfAsync(call.ResponseStream);
                }

                break;
        }
    }

    private static async Task FirstOfAsync(IAsyncStreamReader<byte[]> answers)
    {
        try
        {
            await answers.MoveNext(CancellationToken.None);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.DeadlineExceeded)
        {
            // Nothing to report yet is an answer too.
        }
    }

    private static async Task WriteAsync(IClientStreamWriter<byte[]> requests, byte[] body)
    {
        try
        {
            await requests.WriteAsync(body);
            await requests.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException)
        {
            // Refused before all of it was read: the answer says why.
        }
    }

    private static string Start(string text) => text.Length <= 300 ? text : text[..300];

    private sealed record Hostile(MethodDescriptor Method, string Mutation, byte[] Body);
}
