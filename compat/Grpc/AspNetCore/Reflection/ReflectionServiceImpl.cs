using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;

namespace Grpc.Reflection;

/// <summary>Answers what services there are and how they are described, by the protocol grpc.reflection.v1alpha.</summary>
public class ReflectionServiceImpl : ServerReflection.ServerReflectionBase
{
    private readonly ReflectionV1ServiceImpl successor;

    /// <summary>Describes some services.</summary>
    public ReflectionServiceImpl(IEnumerable<ServiceDescriptor> services) => successor = new ReflectionV1ServiceImpl(services);

    /// <summary>Describes some services.</summary>
    public ReflectionServiceImpl(params ServiceDescriptor[] services)
        : this((IEnumerable<ServiceDescriptor>)services)
    {
    }

    /// <inheritdoc />
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        // The messages of the two protocols differ by the name of their package alone: on the wire they are the same bytes.
        while (await requestStream.MoveNext(CancellationToken.None))
        {
            var response = successor.Respond(V1.ServerReflectionRequest.Parser.ParseFrom(requestStream.Current.ToByteString()));
            await responseStream.WriteAsync(ServerReflectionResponse.Parser.ParseFrom(response.ToByteString()));
        }
    }
}
