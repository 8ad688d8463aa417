using Grpc.Core;
using MlOps.Benchmarks.Wire;

namespace MlOps.Benchmarks.Rpc;

/// <summary>Returns what it is sent.</summary>
internal sealed class EchoService : Echo.EchoBase
{
    public override Task<Payload> Send(Payload request, ServerCallContext context) => Task.FromResult(request);
}
