using Grpc.Net.Client;

namespace MlOps.Grpc.Tests.Interop;

/// <summary>The public interoperability test cases, our client against our server.</summary>
public sealed class OwnClientTests : IAsyncLifetime
{
    private InteropServer server = null!;
    private GrpcChannel channel = null!;

    public static TheoryData<string> Names => new(InteropCases.All);

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
    [MemberData(nameof(Names))]
    public Task passes(string testCase) => InteropCases.RunAsync(testCase, channel).WaitAsync(TimeSpan.FromSeconds(30));
}
