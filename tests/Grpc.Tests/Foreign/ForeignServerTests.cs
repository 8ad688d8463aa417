using System.Diagnostics;
using Grpc.Net.Client;
using MlOps.Grpc.Tests.Interop;

namespace MlOps.Grpc.Tests.Foreign;

/// <summary>The public interoperability cases, our client against other implementations' servers.</summary>
public sealed class ForeignServerTests(ForeignServerTests.Servers servers) : IClassFixture<ForeignServerTests.Servers>
{
    /// <summary>All but those in which the server looks at the compression of requests, which these do not show their services.</summary>
    public static TheoryData<string> Names => new(InteropCases.All.Except([nameof(InteropCases.client_compressed_unary), nameof(InteropCases.client_compressed_streaming)]));

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public Task passes_with_python(string testCase) => PassesAsync(ForeignPeer.Python, testCase);

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public Task passes_with_node(string testCase) => PassesAsync(ForeignPeer.Node, testCase);

    private async Task PassesAsync(ForeignPeer peer, string testCase)
    {
        Skip.If(peer.Absence is not null, peer.Absence);
        using var channel = GrpcChannel.ForAddress(await servers.AddressOfAsync(peer));
        await InteropCases.RunAsync(testCase, channel).WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>One server of each implementation for all cases.</summary>
    public sealed class Servers : IDisposable
    {
        private readonly Dictionary<ForeignPeer, Task<(Process Process, Uri Address)>> started = [];

        public async Task<Uri> AddressOfAsync(ForeignPeer peer)
        {
            if (!started.TryGetValue(peer, out var server)) started[peer] = server = peer.StartServerAsync();
            return (await server).Address;
        }

        public void Dispose()
        {
            foreach (var server in started.Values)
            {
                if (!server.IsCompletedSuccessfully) continue;
                using var process = server.Result.Process;
                process.StandardInput.Close();
                if (!process.WaitForExit(TimeSpan.FromSeconds(10))) process.Kill(entireProcessTree: true);
            }
        }
    }
}
