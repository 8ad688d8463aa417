using Grpc.Core;
using Grpc.Net.Client;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Calls;

/// <summary>Credentials of channels and of calls.</summary>
public sealed class CredentialsTests
{
    [Fact]
    public async Task credentials_of_a_call_are_asked_before_those_of_its_channel()
    {
        var received = "";
        AuthInterceptorContext? asked = null;
        await using var scripted = await Scripted.StartAsync(
            new ScriptedService
            {
                Unary = (_, context) =>
                {
                    received = context.RequestHeaders.GetValue("x-from");
                    return Task.FromResult(new SimpleResponse());
                },
            },
            channel: new GrpcChannelOptions
            {
                UnsafeUseInsecureChannelCallCredentials = true,
                Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, From("channel", context => asked = context)),
            });
        var both = CallCredentials.Compose(From("first"), From("second"));

        await scripted.Client.UnaryCallAsync(new SimpleRequest(), new CallOptions(credentials: both));

        received.ShouldBe("first, second, channel");
        asked.ShouldNotBeNull().MethodName.ShouldBe("UnaryCall");
        asked.ServiceUrl.ShouldBe(new Uri(scripted.Address, "grpc.testing.TestService").AbsoluteUri);
    }

    [Fact]
    public async Task credentials_that_fail_fail_the_call()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService(), channel: new GrpcChannelOptions { UnsafeUseInsecureChannelCallCredentials = true });
        var failing = CallCredentials.FromInterceptor((_, _) => throw new InvalidDataException("no token"));

        var failure = await Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest(), new CallOptions(credentials: failing)));

        failure.Status.DebugException.ShouldBeOfType<InvalidDataException>();
        failure.Status.Detail.ShouldBe("Error starting gRPC call. InvalidDataException: no token");
        failure.StatusCode.ShouldBe(StatusCode.Internal);
        failure.Message.ShouldBe("Status(StatusCode=\"Internal\", Detail=\"Error starting gRPC call. InvalidDataException: no token\", DebugException=\"System.IO.InvalidDataException: no token\")");
    }

    [Fact]
    public void a_channel_refuses_credentials_that_do_not_fit_its_address()
    {
        Refuses("http://localhost", new GrpcChannelOptions { Credentials = ChannelCredentials.SecureSsl });
        Refuses("https://localhost", new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure });
        Refuses("http://localhost", new GrpcChannelOptions { Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, From("channel")) });
        Refuses("nosuch:///localhost", new GrpcChannelOptions());
        Refuses("nosuch:///localhost", new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure });
        Should.Throw<ArgumentException>(() => CallCredentials.Compose(From("alone")));

        static void Refuses(string address, GrpcChannelOptions options) => Should.Throw<InvalidOperationException>(() => GrpcChannel.ForAddress(address, options));
    }

    [Fact]
    public void a_channel_takes_a_client_or_a_handler() =>
        Should.Throw<ArgumentException>(() => GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpClient = new HttpClient(), HttpHandler = new SocketsHttpHandler() }));

    private static CallCredentials From(string name, Action<AuthInterceptorContext>? see = null) => CallCredentials.FromInterceptor((context, metadata) =>
    {
        see?.Invoke(context);
        metadata.Add("x-from", name);
        return Task.CompletedTask;
    });
}
