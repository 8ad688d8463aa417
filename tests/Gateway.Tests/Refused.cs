using Google.Rpc;
using Grpc.Core;

namespace MlOps.Gateway.Tests;

/// <summary>What a refused call says.</summary>
internal static class Refused
{
    /// <summary>The call must fail with this code; returns its details.</summary>
    public static async Task<Google.Rpc.Status> WithAsync(StatusCode code, Func<Task> call)
    {
        var e = await Should.ThrowAsync<RpcException>(call);
        e.StatusCode.ShouldBe(code, e.Status.Detail);
        var details = e.Trailers.GetValueBytes("grpc-status-details-bin");
        return details is null ? new Google.Rpc.Status() : Google.Rpc.Status.Parser.ParseFrom(details);
    }

    public static IEnumerable<string> Fields(this Google.Rpc.Status status) =>
        status.Details.Where(any => any.Is(BadRequest.Descriptor)).SelectMany(any => any.Unpack<BadRequest>().FieldViolations).Select(v => v.Field);

    public static PreconditionFailure.Types.Violation Rule(this Google.Rpc.Status status) =>
        status.Details.Single(any => any.Is(PreconditionFailure.Descriptor)).Unpack<PreconditionFailure>().Violations.Single();
}
