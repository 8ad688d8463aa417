using Grpc.Core;
using Microsoft.AspNetCore.Authentication;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Elevations;
using MlOps.Gateway.Wire;
using MlOps.ServiceDefaults.Paging;
using Elevation = MlOps.Gateway.Elevations.Elevation;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Grpc;

/// <summary><c>mlops.identity.v1.Elevations</c></summary>
internal sealed class ElevationsGrpcService(
    BeginElevation begin, EndElevation end, ElevationQueries elevations, ActiveElevations active) : V1.Elevations.ElevationsBase
{
    public override async Task<V1.Elevation> BeginElevation(BeginElevationRequest request, ServerCallContext context)
    {
        var token = context.GetHttpContext().Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties;
        return ToWire(await begin.HandleAsync(request, token?.ExpiresUtc, context.CancellationToken));
    }

    public override async Task<V1.Elevation> EndElevation(EndElevationRequest request, ServerCallContext context) =>
        ToWire(await end.HandleAsync(request, context.CancellationToken));

    public override async Task<ListElevationsResponse> ListElevations(ListElevationsRequest request, ServerCallContext context)
    {
        var asked = PageRequest.Of(request.PageSize, request.PageToken);
        ElevationRules.Check(request);
        var page = await elevations.ListAsync(request, asked, context.CancellationToken);
        var response = new ListElevationsResponse();
        response.NextPageToken = page.WriteTo(response.Elevations, ToWire);
        return response;
    }

    private V1.Elevation ToWire(Elevation elevation) => elevation.ToWire(active.Lasts(elevation));
}
