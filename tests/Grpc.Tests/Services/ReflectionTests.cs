using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Grpc.Tests.Interop;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Services;

/// <summary>Reflection of the mapped services, in both versions of the protocol.</summary>
public sealed class ReflectionTests : IAsyncLifetime
{
    private InteropServer server = null!;
    private GrpcChannel channel = null!;

    public async Task InitializeAsync()
    {
        server = await InteropServer.StartAsync(
            services =>
            {
                services.AddGrpc();
                services.AddGrpcReflection();
                services.AddGrpcHealthChecks();
            },
            app =>
            {
                app.MapGrpcService<InteropService>();
                app.MapGrpcHealthChecksService();
                app.MapGrpcReflectionService();
            });
        channel = GrpcChannel.ForAddress(server.Address);
    }

    public async Task DisposeAsync()
    {
        channel.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task lists_every_mapped_service() =>
        (await AskAsync(new ServerReflectionRequest { ListServices = "" })).ListServicesResponse.Service.Select(s => s.Name).Order().ShouldBe(
            ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "grpc.testing.TestService"]);

    [Theory]
    [InlineData("grpc.testing.TestService")]
    [InlineData("grpc.testing.TestService.UnaryCall")]
    [InlineData("grpc.testing.SimpleRequest")]
    public async Task gives_the_file_that_declares_a_symbol(string symbol)
    {
        var files = (await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol })).FileDescriptorResponse.FileDescriptorProto;

        FileDescriptor.BuildFromByteStrings(files)[0].Services.Select(s => s.FullName).ShouldContain("grpc.testing.TestService");
    }

    [Fact]
    public async Task gives_a_file_by_its_name() =>
        (await AskAsync(new ServerReflectionRequest { FileByFilename = "test.proto" })).FileDescriptorResponse.FileDescriptorProto.ShouldBe([TestReflection.Descriptor.SerializedData]);

    [Fact]
    public async Task answers_errors_for_what_is_not_there()
    {
        ServerReflectionRequest[] requests =
        [
            new() { FileByFilename = "no.proto" },
            new() { FileContainingSymbol = "no.Symbol" },
        ];
        foreach (var request in requests) (await AskAsync(request)).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
    }

    [Fact]
    public async Task knows_nothing_of_extensions()
    {
        ServerReflectionRequest[] requests =
        [
            new() { AllExtensionNumbersOfType = "grpc.testing.SimpleRequest" },
            new() { FileContainingExtension = new ExtensionRequest { ContainingType = "grpc.testing.SimpleRequest", ExtensionNumber = 1 } },
            new(),
        ];
        foreach (var request in requests) (await AskAsync(request)).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.Unimplemented);
    }

    [Fact]
    public void a_registry_finds_files_by_name_and_by_what_they_declare()
    {
        var registry = SymbolRegistry.FromFiles([TestReflection.Descriptor]);

        registry.FileByName("test.proto").ShouldBe(TestReflection.Descriptor);
        registry.FileByName("no.proto").ShouldBeNull();
        registry.FileContainingSymbol("grpc.testing.TestService.UnaryCall").ShouldBe(TestReflection.Descriptor);
        registry.FileContainingSymbol("no.Symbol").ShouldBeNull();
    }

    [Fact]
    public async Task the_older_protocol_answers_the_same()
    {
        using var call = new global::Grpc.Reflection.V1Alpha.ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new global::Grpc.Reflection.V1Alpha.ServerReflectionRequest { ListServices = "" });
        await call.RequestStream.CompleteAsync();

        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        call.ResponseStream.Current.ListServicesResponse.Service.Count.ShouldBe(4);
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        return call.ResponseStream.Current;
    }
}
