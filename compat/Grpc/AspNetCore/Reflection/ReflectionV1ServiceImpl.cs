using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace Grpc.Reflection;

/// <summary>Answers what services there are and how they are described, by the protocol grpc.reflection.v1.</summary>
public class ReflectionV1ServiceImpl : ServerReflection.ServerReflectionBase
{
    private readonly string[] services;
    private readonly SymbolRegistry symbols;

    /// <summary>Describes some services by a registry that has their files.</summary>
    public ReflectionV1ServiceImpl(IEnumerable<string> services, SymbolRegistry symbolRegistry)
    {
        this.services = [.. services];
        symbols = symbolRegistry;
    }

    /// <summary>Describes some services.</summary>
    public ReflectionV1ServiceImpl(IEnumerable<ServiceDescriptor> serviceDescriptors)
        : this(serviceDescriptors.Select(service => service.FullName), SymbolRegistry.FromFiles(serviceDescriptors.Select(service => service.File)))
    {
    }

    /// <summary>Describes some services.</summary>
    public ReflectionV1ServiceImpl(params ServiceDescriptor[] serviceDescriptors)
        : this((IEnumerable<ServiceDescriptor>)serviceDescriptors)
    {
    }

    /// <inheritdoc />
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext()) await responseStream.WriteAsync(Respond(requestStream.Current));
    }

    internal ServerReflectionResponse Respond(ServerReflectionRequest request) => request.MessageRequestCase switch
    {
        ServerReflectionRequest.MessageRequestOneofCase.FileByFilename => File(symbols.FileByName(request.FileByFilename), "File not found."),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol => File(symbols.FileContainingSymbol(request.FileContainingSymbol), "Symbol not found."),
        ServerReflectionRequest.MessageRequestOneofCase.ListServices => new ServerReflectionResponse
        {
            ListServicesResponse = new ListServiceResponse { Service = { services.Select(name => new ServiceResponse { Name = name }) } },
        },
        _ => Error(StatusCode.Unimplemented, "Request type not supported by C# reflection service."),
    };

    /// <summary>A file, then what it imports.</summary>
    private static ServerReflectionResponse File(FileDescriptor? file, string notFound)
    {
        if (file is null) return Error(StatusCode.NotFound, notFound);
        var files = new List<FileDescriptor>();
        Collect(file, files);
        return new ServerReflectionResponse { FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { files.Select(f => f.SerializedData) } } };
    }

    private static void Collect(FileDescriptor file, List<FileDescriptor> files)
    {
        if (files.Contains(file)) return;
        files.Add(file);
        foreach (var import in file.Dependencies) Collect(import, files);
    }

    private static ServerReflectionResponse Error(StatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };
}
