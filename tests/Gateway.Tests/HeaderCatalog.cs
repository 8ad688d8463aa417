using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tests;

/// <summary>A service behind the gateway that answers whom it takes the caller for, and with which headers the request came.</summary>
internal sealed class HeaderCatalog : DatasetCatalog.DatasetCatalogBase
{
    public override Task<Dataset> GetDataset(GetDatasetRequest request, ServerCallContext context)
    {
        var caller = Caller.Current;
        var answer = new Dataset
        {
            Name = caller.Subject,
            Description = string.Join(' ', caller.Roles),
            Tags =
            {
                ["workspace"] = caller.Workspace, ["via"] = caller.Via ?? "", ["owner"] = caller.Owner ?? "", ["token"] = caller.TokenId,
                ["correlation"] = caller.CorrelationId, ["causation"] = caller.CausationId ?? "",
                ["permissions"] = string.Join(' ', caller.Permissions), ["elevation"] = caller.Elevation ?? "",
            },
        };
        foreach (var header in context.RequestHeaders.Where(header => !header.IsBinary)) answer.Tags[$"header {header.Key}"] = header.Value;
        return Task.FromResult(answer);
    }
}
