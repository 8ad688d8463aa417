using Google.Rpc;
using Grpc.Core;
using Shouldly;

namespace MlOps.ServiceHost;

/// <summary>What a refused call says.</summary>
public static class Refused
{
    /// <summary>The call must fail with this code; returns its details.</summary>
    public static async Task<Google.Rpc.Status> WithAsync(StatusCode code, Func<Task> call)
    {
        var e = await Should.ThrowAsync<RpcException>(call);
        e.StatusCode.ShouldBe(code, e.Status.Detail);
        return e.GetRpcStatus() ?? new Google.Rpc.Status();
    }

    /// <summary>The fields at fault.</summary>
    public static IEnumerable<string> Fields(this Google.Rpc.Status status) =>
        status.GetDetail<BadRequest>()?.FieldViolations.Select(v => v.Field) ?? [];

    /// <summary>The one rule that was broken.</summary>
    public static PreconditionFailure.Types.Violation Rule(this Google.Rpc.Status status) =>
        status.GetDetail<PreconditionFailure>()!.Violations.Single();
}
