using Grpc.Core;

namespace MlOps.Cli.Demo;

/// <summary>A demo runs again on a system that remembers the last one: what exists is used.</summary>
internal static class Existing
{
    public static async Task OrCreatedAsync(Func<Task> create)
    {
        try
        {
            await create();
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            // The earlier demo's definition is the same one.
        }
    }
}
