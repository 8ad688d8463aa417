using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Grpc.Tests.Interop;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Services;

/// <summary>How services become endpoints, and how long they live.</summary>
public sealed class ServiceMappingTests
{
    [Fact]
    public async Task a_service_is_made_for_each_call_with_what_its_scope_has_and_disposed_of_after_it()
    {
        var lives = new Lives();
        await using var server = await InteropServer.StartAsync(
            services =>
            {
                services.AddSingleton(lives);
                services.AddScoped<Scope>();
                services.AddGrpc();
            },
            app => app.MapGrpcService<Counted>());
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new TestService.TestServiceClient(channel);

        await client.EmptyCallAsync(new Empty());
        await client.EmptyCallAsync(new Empty());

        await Eventually.HoldsAsync(() => Task.FromResult(lives is { Made: 2, Ended: 2, ScopesEnded: 2 }));
    }

    [Fact]
    public async Task methods_can_be_mapped_without_a_class()
    {
        var marshaller = Marshallers.StringMarshaller;
        var method = new Method<string, string>(MethodType.Unary, "text.Service", "Upper", marshaller, marshaller);
        var definition = ServerServiceDefinition.CreateBuilder().AddMethod(method, (text, _) => Task.FromResult(text.ToUpperInvariant())).Build();
        await using var server = await InteropServer.StartAsync(services => services.AddGrpc(), app => app.MapGrpcService(definition));
        using var channel = GrpcChannel.ForAddress(server.Address);

        (await channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(), "grpc")).ShouldBe("GRPC");
        channel.CreateCallInvoker().BlockingUnaryCall(method, null, new CallOptions(), "again").ShouldBe("AGAIN");
    }

    [Theory]
    [InlineData(null, StatusCode.PermissionDenied)]
    [InlineData(false, StatusCode.Unimplemented)]
    public async Task calls_of_what_is_unknown_are_left_to_others_where_that_is_wanted(bool? ofService, StatusCode method)
    {
        await using var server = await InteropServer.StartAsync(
            services => services.AddGrpc(options => options.IgnoreUnknownServices = true)
                .AddServiceOptions<InteropService>(options => options.IgnoreUnknownServices = ofService ?? options.IgnoreUnknownServices),
            app =>
            {
                app.MapGrpcService<InteropService>();
                app.MapFallback(context =>
                {
                    context.Response.StatusCode = StatusCodes.Status403Forbidden;
                    return Task.CompletedTask;
                });
            });
        using var channel = GrpcChannel.ForAddress(server.Address);

        (await UnknownServiceAsync(channel)).StatusCode.ShouldBe(StatusCode.PermissionDenied);
        (await UnknownMethodAsync(channel)).StatusCode.ShouldBe(method);
    }

    [Fact]
    public async Task calls_of_what_is_unknown_are_unimplemented()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);

        (await UnknownServiceAsync(channel)).Status.ShouldBe(new Status(StatusCode.Unimplemented, "Service is unimplemented."));
        (await UnknownMethodAsync(channel)).Status.ShouldBe(new Status(StatusCode.Unimplemented, "Method is unimplemented."));
    }

    [Fact]
    public async Task a_class_that_is_no_service_has_no_methods()
    {
        await using var server = await InteropServer.StartAsync(services => services.AddGrpc(), app => app.MapGrpcService<Lives>());
        using var channel = GrpcChannel.ForAddress(server.Address);

        (await UnknownMethodAsync(channel)).Status.Detail.ShouldBe("Service is unimplemented.");
    }

    [Fact]
    public async Task an_endpoint_says_which_method_it_is()
    {
        await using var server = await InteropServer.StartAsync();

        var endpoint = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.Single(e => e.DisplayName == "gRPC - /grpc.testing.TestService/UnaryCall");

        var metadata = endpoint.Metadata.GetRequiredMetadata<GrpcMethodMetadata>();
        metadata.ServiceType.ShouldBe(typeof(InteropService));
        metadata.Method.FullName.ShouldBe("/grpc.testing.TestService/UnaryCall");
        endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.ShouldBe(["POST"]);
    }

    [Fact]
    public async Task a_compression_that_nobody_provides_is_refused_when_services_are_mapped() =>
        await Should.ThrowAsync<InvalidOperationException>(() => InteropServer.StartAsync(
            services => services.AddGrpc(options => options.ResponseCompressionAlgorithm = "br"), app => app.MapGrpcService<InteropService>()));

    [Fact]
    public async Task mapping_without_adding_says_what_is_missing() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => InteropServer.StartAsync(_ => { }, app => app.MapGrpcService<InteropService>()))).Message.ShouldContain("AddGrpc");

    private static Task<RpcException> UnknownServiceAsync(GrpcChannel channel) =>
        Should.ThrowAsync<RpcException>(async () => await new UnimplementedService.UnimplementedServiceClient(channel).UnimplementedCallAsync(new Empty()));

    private static Task<RpcException> UnknownMethodAsync(GrpcChannel channel) => Should.ThrowAsync<RpcException>(async () => await channel.CreateCallInvoker().AsyncUnaryCall(
        new Method<string, string>(MethodType.Unary, "grpc.testing.TestService", "NoSuchMethod", Marshallers.StringMarshaller, Marshallers.StringMarshaller), null, new CallOptions(), ""));

    public sealed class Lives
    {
        public int Made { get; set; }

        public int Ended { get; set; }

        public int ScopesEnded { get; set; }
    }

    public sealed class Scope(Lives lives) : IDisposable
    {
        public void Dispose() => lives.ScopesEnded++;
    }

    public sealed class Counted : TestService.TestServiceBase, IAsyncDisposable
    {
        private readonly Lives lives;

        public Counted(Lives lives, Scope scope)
        {
            ArgumentNullException.ThrowIfNull(scope);
            this.lives = lives;
            lives.Made++;
        }

        public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

        public ValueTask DisposeAsync()
        {
            lives.Ended++;
            return default;
        }
    }
}
