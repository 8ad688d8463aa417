using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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

    [Fact]
    public async Task calls_of_unknown_services_are_left_to_others_where_that_is_wanted()
    {
        await using var server = await InteropServer.StartAsync(
            services => services.AddGrpc(options => options.IgnoreUnknownServices = true),
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

        var unknownService = await FailureAsync(async () => await new UnimplementedService.UnimplementedServiceClient(channel).UnimplementedCallAsync(new Empty()));
        var unknownMethod = await FailureAsync(async () => await channel.CreateCallInvoker().AsyncUnaryCall(
            new Method<string, string>(MethodType.Unary, "grpc.testing.TestService", "NoSuchMethod", Marshallers.StringMarshaller, Marshallers.StringMarshaller), null, new CallOptions(), ""));

        unknownService.StatusCode.ShouldBe(StatusCode.PermissionDenied);
        unknownMethod.StatusCode.ShouldBe(StatusCode.Unimplemented);
        unknownMethod.Status.Detail.ShouldBe("Method is unimplemented.");
    }

    [Fact]
    public async Task a_class_that_is_no_service_is_refused() =>
        await Should.ThrowAsync<InvalidOperationException>(() => InteropServer.StartAsync(services => services.AddGrpc(), app => app.MapGrpcService<Lives>()));

    [Fact]
    public async Task mapping_without_adding_says_what_is_missing() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => InteropServer.StartAsync(_ => { }, app => app.MapGrpcService<InteropService>()))).Message.ShouldContain("AddGrpc");

    private static Task<RpcException> FailureAsync(Func<Task> call) => Should.ThrowAsync<RpcException>(call);

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
