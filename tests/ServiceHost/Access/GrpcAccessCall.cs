using Google.Rpc;
using Grpc.Core;

namespace MlOps.ServiceHost.Access;

/// <summary>A gRPC method, called with empty messages.</summary>
internal sealed class GrpcAccessCall(CallInvoker calls, IMethod method)
    : AccessCall(method.FullName[(method.FullName.LastIndexOf('.') + 1)..])
{
    private const string Missing = "PERMISSION_MISSING";
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(bytes => bytes, bytes => bytes);

    // Answers that blame the service.
    private static readonly StatusCode[] Blaming = [StatusCode.Internal, StatusCode.Unknown, StatusCode.DataLoss];

    private readonly Method<byte[], byte[]> rpc = new(method.Type, method.ServiceName, method.Name, Bytes, Bytes);

    public override async Task<string?> FaultOfAsync(string? token, AccessAnswer expected, string? permission)
    {
        var refusal = await RefusalOfAsync(token);
        var code = refusal?.StatusCode ?? StatusCode.OK;
        var answer = code switch
        {
            StatusCode.Unauthenticated => AccessAnswer.Unauthenticated,
            StatusCode.PermissionDenied => AccessAnswer.Denied,
            StatusCode.NotFound when refusal!.Status.Detail == NoWorkspace => AccessAnswer.NotThere,
            _ => AccessAnswer.Allowed,
        };
        if (answer != expected || Blaming.Contains(code)) return $"{code}, not {expected}: {refusal?.Status.Detail}";
        if (answer != AccessAnswer.Allowed && refusal is { Status.Detail.Length: 0 }) return $"{code} without a message";
        if (permission is null) return null;
        var said = refusal!.GetRpcStatus()?.GetDetail<ErrorInfo>();
        return said?.Reason == Missing && said.Metadata["permission"] == permission && said.Metadata["workspace"].Length > 0
            ? null
            : $"says that {said} is missing, not {permission}";
    }

    private async Task<RpcException?> RefusalOfAsync(string? token)
    {
        var headers = new Metadata { { WorkspaceHeader, Workspace } };
        if (token is not null) headers.Add("authorization", $"Bearer {token}");
        using var ended = new CancellationTokenSource();
        try
        {
            await CallAsync(new CallOptions(headers, DateTime.UtcNow + Limit, ended.Token));
            return null;
        }
        catch (RpcException e)
        {
            return e;
        }
        finally
        {
            // A stream that follows changes never ends by itself.
            await ended.CancelAsync();
        }
    }

    private async Task CallAsync(CallOptions options)
    {
        switch (rpc.Type)
        {
            case MethodType.Unary:
                await calls.AsyncUnaryCall(rpc, null, options, []);
                break;
            case MethodType.ServerStreaming:
                await calls.AsyncServerStreamingCall(rpc, null, options, []).ResponseStream.MoveNext(CancellationToken.None);
                break;
            case MethodType.ClientStreaming:
                var sending = calls.AsyncClientStreamingCall(rpc, null, options);
                await CompleteAsync(sending.RequestStream);
                await sending.ResponseAsync;
                break;
            default:
                var both = calls.AsyncDuplexStreamingCall(rpc, null, options);
                await CompleteAsync(both.RequestStream);
                await both.ResponseStream.MoveNext(CancellationToken.None);
                break;
        }
    }

    /// <summary>A call that was refused already cannot be completed; its status says why.</summary>
    private static async Task CompleteAsync(IClientStreamWriter<byte[]> stream)
    {
        try
        {
            await stream.CompleteAsync();
        }
        catch (Exception e) when (e is InvalidOperationException or RpcException)
        {
            // The answer is read next.
        }
    }
}
