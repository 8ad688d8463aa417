using MlOps.Grpc.Tests.Interop;

namespace MlOps.Grpc.Tests.Foreign;

/// <summary>The public interoperability cases, other implementations' clients against our server.</summary>
public sealed class ForeignClientTests(ForeignClientTests.Runs runs) : IClassFixture<ForeignClientTests.Runs>
{
    public static TheoryData<string> Names => new(
        "empty_unary", "large_unary", "client_compressed_unary", "server_compressed_unary", "client_streaming", "client_compressed_streaming",
        "server_streaming", "server_compressed_streaming", "ping_pong", "empty_stream", "custom_metadata", "status_code_and_message",
        "special_status_message", "unimplemented_method", "unimplemented_service", "cancel_after_begin", "cancel_after_first_response",
        "timeout_on_sleeping_server");

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task python_passes(string testCase)
    {
        Skip.If(ForeignPeer.Python.Absence is not null, ForeignPeer.Python.Absence);
        (await runs.Python.Value)[testCase].ShouldBe("passed");
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task node_passes(string testCase)
    {
        Skip.If(ForeignPeer.Node.Absence is not null, ForeignPeer.Node.Absence);
        (await runs.Node.Value)[testCase].ShouldBe("passed");
    }

    /// <summary>One run of each client for all cases.</summary>
    public sealed class Runs
    {
        public Lazy<Task<IReadOnlyDictionary<string, string>>> Python { get; } = new(() => RunAsync(ForeignPeer.Python));

        public Lazy<Task<IReadOnlyDictionary<string, string>>> Node { get; } = new(() => RunAsync(ForeignPeer.Node));

        private static async Task<IReadOnlyDictionary<string, string>> RunAsync(ForeignPeer peer)
        {
            await using var server = await InteropServer.StartAsync();
            return await peer.RunClientAsync(server.Address);
        }
    }
}
