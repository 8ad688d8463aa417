using Google.Protobuf.WellKnownTypes;
using MlOps.Gateway.Elevations;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Wire;

/// <summary>Elevations and their events as the messages of the contract.</summary>
internal static class ElevationMessages
{
    public static V1.Elevation ToWire(this Elevation elevation, bool active) => new()
    {
        Id = elevation.ElevationId,
        Subject = elevation.Subject,
        Workspace = elevation.Workspace,
        Role = elevation.Role,
        Reason = elevation.Reason,
        TokenId = elevation.TokenId,
        BeginTime = elevation.BegunAt.ToTimestamp(),
        EndTime = elevation.EndsAt.ToTimestamp(),
        Ender = elevation.EndedBy,
        Active = active,
        Revision = elevation.Revision,
    };

    public static V1.ElevationBegan ToWire(this ElevationBegan e) => new()
    {
        ElevationId = e.ElevationId, Subject = e.Subject, Role = e.Role, TokenId = e.TokenId, EndTime = e.EndsAt.ToTimestamp(),
    };

    public static V1.ElevationEnded ToWire(this ElevationEnded e) =>
        new() { ElevationId = e.ElevationId, Subject = e.Subject, Role = e.Role };
}
