using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Interop;

/// <summary>The public interoperability test cases, our client against our server.</summary>
public sealed class OwnClientTests : IAsyncLifetime
{
    private InteropServer server = null!;
    private GrpcChannel channel = null!;

    public async Task InitializeAsync()
    {
        server = await InteropServer.StartAsync();
        channel = GrpcChannel.ForAddress(server.Address);
    }

    public async Task DisposeAsync()
    {
        channel.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(InteropCases.Names), MemberType = typeof(InteropCases))]
    public Task passes(string testCase) => InteropCases.RunAsync(testCase, channel).WaitAsync(TimeSpan.FromSeconds(30));
}
