using System.Text;
using Google.Rpc;
using Grpc.Core;

namespace MlOps.Cli;

/// <summary>A failed call in words: the status, then every detail that the service gave.</summary>
internal static class GrpcFailure
{
    public static string Describe(RpcException failure)
    {
        var text = new StringBuilder($"{failure.StatusCode}: {failure.Status.Detail}");
        var status = failure.GetRpcStatus();
        if (status is null) return text.ToString();
        foreach (var violation in status.GetDetail<BadRequest>()?.FieldViolations ?? [])
            text.Append($"\n  {violation.Field}: {violation.Description}");
        foreach (var violation in status.GetDetail<PreconditionFailure>()?.Violations ?? [])
            text.Append($"\n  {violation.Type} ({violation.Subject}): {violation.Description}");
        return text.ToString();
    }
}
