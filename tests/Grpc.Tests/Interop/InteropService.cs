using Google.Protobuf;
using Grpc.Core;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Interop;

/// <summary>The service of the public interoperability tests.</summary>
public sealed class InteropService : TestService.TestServiceBase
{
    private const string EchoInitial = "x-grpc-test-echo-initial";
    private const string EchoTrailing = "x-grpc-test-echo-trailing-bin";

    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        await EchoMetadataAsync(context, request.ResponseCompressed is { Value: true } ? "gzip" : null);
        ExpectCompression(request.ExpectCompressed, context);
        ThrowIfAsked(request.ResponseStatus);
        if (request.ResponseCompressed is { Value: false }) context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        return new SimpleResponse { Payload = Zeros(request.ResponseSize) };
    }

    public override async Task StreamingOutputCall(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context, request.ResponseParameters.Any(p => p.Compressed is { Value: true }) ? "gzip" : null);
        await RespondAsync(request, responseStream, context);
        ThrowIfAsked(request.ResponseStatus);
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context, null);
        var sum = 0;
        await foreach (var request in requestStream.ReadAllAsync())
        {
            ExpectCompression(request.ExpectCompressed, context);
            sum += request.Payload.Body.Length;
        }
        return new StreamingInputCallResponse { AggregatedPayloadSize = sum };
    }

    public override async Task FullDuplexCall(IAsyncStreamReader<StreamingOutputCallRequest> requestStream, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context, null);
        await foreach (var request in requestStream.ReadAllAsync())
        {
            await RespondAsync(request, responseStream, context);
            ThrowIfAsked(request.ResponseStatus);
        }
    }

    /// <summary>The interop description asks the service to pause between messages.</summary>
    private static async Task PauseAsync(int microseconds, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Max(1, microseconds / 1000.0)));
        await timer.WaitForNextTickAsync(cancellation);
    }

    private static async Task RespondAsync(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responses, ServerCallContext context)
    {
        foreach (var parameters in request.ResponseParameters)
        {
            if (parameters.IntervalUs > 0) await PauseAsync(parameters.IntervalUs, context.CancellationToken);
            responses.WriteOptions = parameters.Compressed is { Value: false } ? new WriteOptions(WriteFlags.NoCompress) : WriteOptions.Default;
            await responses.WriteAsync(new StreamingOutputCallResponse { Payload = Zeros(parameters.Size) });
        }
    }

    private static async Task EchoMetadataAsync(ServerCallContext context, string? compression)
    {
        var headers = new Metadata();
        if (context.RequestHeaders.GetValue(EchoInitial) is { } initial) headers.Add(EchoInitial, initial);
        if (compression is not null) headers.Add("grpc-internal-encoding-request", compression);
        if (headers.Count > 0) await context.WriteResponseHeadersAsync(headers);
        if (context.RequestHeaders.GetValueBytes(EchoTrailing) is { } trailing) context.ResponseTrailers.Add(EchoTrailing, trailing);
    }

    private static void ExpectCompression(BoolValue? expected, ServerCallContext context)
    {
        // The protocol's headers are not metadata: they are seen on the HTTP request.
        var encoding = context.GetHttpContext().Request.Headers["grpc-encoding"].ToString();
        if (expected is { Value: true } && encoding is ("" or "identity"))
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The request was to be compressed."));
    }

    private static void ThrowIfAsked(EchoStatus? status)
    {
        if (status is { Code: not 0 }) throw new RpcException(new Status((StatusCode)status.Code, status.Message));
    }

    private static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };
}
