using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.CustomRoles;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Gateway.Elevations;

/// <summary>What requests about elevations must keep to.</summary>
internal static class ElevationRules
{
    public static void Check(BeginElevationRequest request, KnownRoles roles) => new Faults()
        .Require(roles.Has(request.Role), "role", "must be a role that exists: a built-in or a custom one")
        .Text(request.Reason, "reason", Limits.ReasonLength)
        .Require(
            request.Duration is null || IsDuration(request.Duration), "duration",
            $"must be more than 0 and at most {Limits.Elevation.TotalHours} hours")
        .ThrowIfAny();

    public static void Check(EndElevationRequest request) => new Faults()
        .Text(request.Id, "id", Limits.NameLength).Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();

    public static void Check(ListElevationsRequest request) => new Faults()
        .Length(request.Subject, "subject", Limits.NameLength).ThrowIfAny();

    private static bool IsDuration(Duration duration)
    {
        var longest = (long)Limits.Elevation.TotalSeconds;
        return duration is { Seconds: >= 0, Nanos: >= 0 and < 1_000_000_000 } and not { Seconds: 0, Nanos: < 100 }
            && (duration.Seconds < longest || duration is { Nanos: 0 } && duration.Seconds == longest);
    }
}
