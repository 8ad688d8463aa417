using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.ClientFactory;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Grpc.Tests.Interop;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Services;

/// <summary>Clients out of the container.</summary>
public sealed class ClientFactoryTests
{
    [Fact]
    public async Task a_registered_client_calls_its_address_through_handlers_interceptors_and_credentials()
    {
        Metadata? received = null;
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = (_, context) =>
            {
                received = context.RequestHeaders;
                return Task.FromResult(new SimpleResponse());
            },
        });
        var services = new ServiceCollection();
        services.AddTransient<Resolving>();
        services.AddSingleton(scripted);
        services.AddSingleton(new Marking("x-channel"));
        services.AddGrpcClient<TestService.TestServiceClient>(options => options.Address = new Uri("http://registry"))
            .ConfigureChannel(channel => channel.UnsafeUseInsecureChannelCallCredentials = true)
            .AddInterceptor<Marking>()
            .AddInterceptor(InterceptorScope.Client, _ => new Marking("x-client"))
            .AddCallCredentials((context, metadata) =>
            {
                metadata.Add("authorization", $"Bearer for {context.MethodName}");
                return Task.CompletedTask;
            })
            .ConfigurePrimaryHttpMessageHandler(WithoutLoadBalancing)
            .AddHttpMessageHandler<Resolving>();
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<TestService.TestServiceClient>().UnaryCallAsync(new SimpleRequest());

        received.ShouldNotBeNull();
        received.GetValue("x-channel").ShouldBe("1");
        received.GetValue("x-client").ShouldBe("1");
        received.GetValue("authorization").ShouldBe("Bearer for UnaryCall");
    }

    [Fact]
    public async Task credentials_are_not_sent_without_tls_unless_that_is_allowed()
    {
        Metadata? received = null;
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = (_, context) =>
            {
                received = context.RequestHeaders;
                return Task.FromResult(new SimpleResponse());
            },
        });
        var credentials = CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("authorization", "secret");
            return Task.CompletedTask;
        });

        await scripted.Client.UnaryCallAsync(new SimpleRequest(), new CallOptions(credentials: credentials));

        received.ShouldNotBeNull().Get("authorization").ShouldBeNull();
    }

    [Fact]
    public async Task registered_credentials_need_tls_unless_that_is_waived()
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<TestService.TestServiceClient>(options => options.Address = new Uri("http://localhost")).AddCallCredentials((_, _) => Task.CompletedTask);
        await using var provider = services.BuildServiceProvider();

        Should.Throw<InvalidOperationException>(provider.GetRequiredService<TestService.TestServiceClient>).Message.ShouldContain("TLS");
    }

    [Fact]
    public void what_configures_grpc_clients_refuses_others()
    {
        var other = new ServiceCollection().AddHttpClient("other");

        Should.Throw<InvalidOperationException>(() => other.AddInterceptor(() => new Marking("x")));
        Should.Throw<InvalidOperationException>(() => other.ConfigureChannel(_ => { }));
        Should.Throw<InvalidOperationException>(() => other.AddCallCredentials((_, _) => Task.CompletedTask));
        Should.Throw<InvalidOperationException>(() => other.ConfigureGrpcClientCreator(invoker => invoker));
        Should.Throw<InvalidOperationException>(() => other.EnableCallContextPropagation());
    }

    [Fact]
    public async Task a_factory_creates_clients_by_their_names()
    {
        var services = new ServiceCollection();
        CallInvoker? used = null;
        services.AddGrpcClient<TestService.TestServiceClient>("one", options => options.Address = new Uri("http://localhost"))
            .ConfigureGrpcClientCreator(invoker => new TestService.TestServiceClient(used = invoker));
        services.AddGrpcClient<TestService.TestServiceClient>("two", (_, options) => options.Address = new Uri("http://localhost"))
            .ConfigureGrpcClientCreator(_ => "no client");
        await using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<GrpcClientFactory>();

        factory.CreateClient<TestService.TestServiceClient>("one").ShouldNotBeNull();
        used.ShouldNotBeNull();
        Should.Throw<InvalidOperationException>(() => factory.CreateClient<TestService.TestServiceClient>("two"));
        Should.Throw<InvalidOperationException>(() => factory.CreateClient<UnimplementedService.UnimplementedServiceClient>("three"));
    }

    [Fact]
    public void a_name_belongs_to_one_type()
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<TestService.TestServiceClient>("a", options => options.Address = new Uri("http://a"));

        Should.Throw<InvalidOperationException>(() => services.AddGrpcClient<UnimplementedService.UnimplementedServiceClient>("a", options => options.Address = new Uri("http://a")));
    }

    [Fact]
    public async Task an_address_that_is_missing_is_named()
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<TestService.TestServiceClient>();
        await using var provider = services.BuildServiceProvider();

        Should.Throw<InvalidOperationException>(provider.GetRequiredService<TestService.TestServiceClient>).Message.ShouldContain("TestServiceClient");
    }

    [Fact]
    public async Task a_call_takes_over_the_deadline_of_the_call_it_is_made_for()
    {
        DateTime inner = default;
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = (_, context) =>
            {
                inner = context.Deadline;
                return Task.FromResult(new SimpleResponse());
            },
        });
        await using var front = await InteropServer.StartAsync(
            services =>
            {
                services.AddGrpc();
                services.AddGrpcClient<TestService.TestServiceClient>(options => options.Address = scripted.Address).EnableCallContextPropagation();
            },
            app => app.MapGrpcService<Front>());
        using var channel = global::Grpc.Net.Client.GrpcChannel.ForAddress(front.Address);
        var deadline = DateTime.UtcNow.AddMinutes(1);

        await new TestService.TestServiceClient(channel).UnaryCallAsync(new SimpleRequest(), deadline: deadline);

        inner.ShouldBe(deadline, TimeSpan.FromSeconds(10));
    }

    /// <summary>A handler that connects to no address itself: the name that is called is none of DNS.</summary>
    private static SocketsHttpHandler WithoutLoadBalancing()
    {
        var handler = new SocketsHttpHandler();
        handler.Properties["__GrpcLoadBalancingDisabled"] = true;
        return handler;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_call_that_is_made_for_none_is_refused_unless_that_is_allowed(bool allowed)
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService());
        var services = new ServiceCollection();
        services.AddGrpcClient<TestService.TestServiceClient>(options => options.Address = scripted.Address)
            .EnableCallContextPropagation(options => options.SuppressContextNotFoundErrors = allowed);
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<TestService.TestServiceClient>();

        if (allowed) await client.UnaryCallAsync(new SimpleRequest());
        else Should.Throw<InvalidOperationException>(() => client.UnaryCallAsync(new SimpleRequest()));
    }

    public sealed class Front(TestService.TestServiceClient back) : TestService.TestServiceBase
    {
        public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context) => await back.UnaryCallAsync(request);
    }

    public sealed class Marking(string name) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            var headers = context.Options.Headers ?? [];
            headers.Add(name, "1");
            return continuation(request, new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, context.Options.WithHeaders(headers)));
        }
    }

    /// <summary>Sends what goes to a name to the address behind it, as service discovery does.</summary>
    public sealed class Resolving(Scripted scripted) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri!.Host.ShouldBe("registry");
            request.RequestUri = new Uri(scripted.Address, request.RequestUri.AbsolutePath);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
