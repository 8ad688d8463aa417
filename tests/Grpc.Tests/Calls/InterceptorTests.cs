using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Grpc.Tests.Interop;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Calls;

/// <summary>Interceptors of servers and of clients.</summary>
public sealed class InterceptorTests
{
    [Fact]
    public async Task interceptors_of_all_services_see_calls_before_those_of_one_and_are_made_for_each_call()
    {
        var seen = new Seen();
        await using var server = await InteropServer.StartAsync(
            services =>
            {
                services.AddSingleton(seen);
                services.AddSingleton(new ScriptedService());
                services.AddGrpc(options => options.Interceptors.Add<Naming>("outer"))
                    .AddServiceOptions<ScriptedService>(options => options.Interceptors.Add<Naming>("inner"));
            },
            app => app.MapGrpcService<ScriptedService>());
        using var channel = global::Grpc.Net.Client.GrpcChannel.ForAddress(server.Address);
        var client = new TestService.TestServiceClient(channel);

        await client.UnaryCallAsync(new SimpleRequest());
        await client.UnaryCallAsync(new SimpleRequest());

        seen.Names.ShouldBe(["outer", "inner", "outer", "inner"]);
        seen.Disposed.ShouldBe(4);
    }

    [Fact]
    public async Task an_interceptor_may_turn_exceptions_into_statuses()
    {
        await using var scripted = await Scripted.StartAsync(
            new ScriptedService
            {
                Unary = (_, _) => throw new KeyNotFoundException("no such thing"),
                Output = (_, _, _) => throw new KeyNotFoundException("no such stream"),
            },
            options => options.Interceptors.Add<NotFound>());

        var unary = await Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest()));
        using var streaming = scripted.Client.StreamingOutputCall(new StreamingOutputCallRequest());
        var stream = await Should.ThrowAsync<RpcException>(() => streaming.ResponseStream.MoveNext());

        unary.Status.ShouldBe(new Status(StatusCode.NotFound, "no such thing"));
        stream.Status.ShouldBe(new Status(StatusCode.NotFound, "no such stream"));
    }

    [Fact]
    public async Task interceptors_of_a_client_see_calls_in_their_order()
    {
        var received = "";
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = (_, context) =>
            {
                received = string.Join(", ", context.RequestHeaders.GetAll("x-order").Select(e => e.Value));
                return Task.FromResult(new SimpleResponse());
            },
        });
        var invoker = scripted.Channel.Intercept(headers => With(headers, "third")).Intercept(headers => With(headers, "second")).Intercept(headers => With(headers, "first"));

        await new TestService.TestServiceClient(invoker).UnaryCallAsync(new SimpleRequest());

        received.ShouldBe("first, second, third");
    }

    [Fact]
    public async Task interceptors_see_the_host_that_a_client_is_pointed_at_and_the_channel_keeps_its_own()
    {
        var host = "";
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = (_, context) =>
            {
                host = context.Host;
                return Task.FromResult(new SimpleResponse());
            },
        });

        var hosts = new Hosts();
        var client = new TestService.TestServiceClient(scripted.Channel.Intercept(hosts));

        await client.WithHost("elsewhere.test").UnaryCallAsync(new SimpleRequest());

        hosts.Seen.ShouldBe(["elsewhere.test"]);
        host.ShouldBe(scripted.Address.Authority);
    }

    private static Metadata With(Metadata headers, string name)
    {
        headers.Add("x-order", name);
        return headers;
    }

    private sealed class Hosts : Interceptor
    {
        public List<string?> Seen { get; } = [];

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            Seen.Add(context.Host);
            return continuation(request, context);
        }
    }

    public sealed class Seen
    {
        public List<string> Names { get; } = [];

        public int Disposed { get; set; }
    }

    public sealed class Naming(Seen seen, string name) : Interceptor, IDisposable
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            seen.Names.Add(name);
            return continuation(request, context);
        }

        public void Dispose() => seen.Disposed++;
    }

    public sealed class NotFound : Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            try
            {
                return await continuation(request, context);
            }
            catch (KeyNotFoundException exception)
            {
                throw new RpcException(new Status(StatusCode.NotFound, exception.Message));
            }
        }

        public override async Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            try
            {
                await continuation(request, responseStream, context);
            }
            catch (KeyNotFoundException exception)
            {
                throw new RpcException(new Status(StatusCode.NotFound, exception.Message));
            }
        }
    }
}
