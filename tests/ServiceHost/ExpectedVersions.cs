using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Shouldly;

namespace MlOps.ServiceHost;

/// <summary>Optimistic concurrency of a mutation.</summary>
public static class ExpectedVersions
{
    /// <summary>With another version than the present one the request is ABORTED, with the present one it succeeds.</summary>
    public static async Task ShouldTakePresentVersionAsync(this CallInvoker calls, MethodDescriptor rpc, IMessage request, long present)
    {
        var expected = request.Descriptor.FindFieldByName("expected_version").Accessor;
        expected.SetValue(request, present + 1);
        (await calls.CallAsync(rpc, request)).Code.ShouldBe(StatusCode.Aborted);
        expected.SetValue(request, present);
        (await calls.CallAsync(rpc, request)).Code.ShouldBe(StatusCode.OK);
    }
}
