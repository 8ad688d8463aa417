using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Elevations;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Elevation = MlOps.Gateway.Elevations.Elevation;
using ElevationBegan = MlOps.Gateway.Elevations.ElevationBegan;
using ElevationEnded = MlOps.Gateway.Elevations.ElevationEnded;

namespace MlOps.Gateway.Tests.Elevations;

public class ElevationDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Caller Ann = new("Ann", ["approver"], "bikes", "c") { TokenId = "t-1" };

    [Fact]
    public void an_elevation_is_of_the_caller_in_the_workspace_for_an_hour_unless_said_otherwise()
    {
        var began = Began(Request());

        (began.ElevationId, began.Workspace, began.Subject, began.Role, began.TokenId, began.Reason, began.At)
            .ShouldBe(("e-1", "bikes", "Ann", "engineer", "t-1", "INC-4711", Now));
        began.EndsAt.ShouldBe(Now.AddHours(1));
        Began(Request(TimeSpan.FromMinutes(5))).EndsAt.ShouldBe(Now.AddMinutes(5));
    }

    [Fact]
    public void it_does_not_outlast_the_token() => Began(Request(), tokenEnd: Now.AddMinutes(7)).EndsAt.ShouldBe(Now.AddMinutes(7));

    [Fact]
    public void a_service_account_is_not_elevated_nor_anybody_twice()
    {
        Rule(Ann with { Subject = "bot", Owner = "ann" }, null).ShouldBe("person");
        Rule(Ann, new ActiveElevation("e-0", "bikes", "ann", "admin", "t-1", Now.AddMinutes(1))).ShouldBe("elevated");

        static string Rule(Caller caller, ActiveElevation? lasting) => Should.Throw<RuleBrokenException>(
            () => BeginElevation.Decide("e-1", Request(), caller, lasting, null, Now).ToList()).Rule;
    }

    [Fact]
    public void one_that_is_over_is_not_ended_again()
    {
        var elevation = Elevation.Create(Began(Request()));
        var request = new EndElevationRequest { Id = "e-1" };

        var ended = EndElevation.Decide(elevation, request, "root", Now.AddMinutes(10)).ShouldHaveSingleItem().ShouldBeOfType<ElevationEnded>();

        (ended.By, ended.At, ended.Subject).ShouldBe(("root", Now.AddMinutes(10), "Ann"));
        var after = elevation.Apply(ended);
        (after.EndsAt, after.EndedBy, after.Revision).ShouldBe((Now.AddMinutes(10), "root", 2));
        EndElevation.Decide(after, request, "root", Now.AddMinutes(11)).ShouldBeEmpty();
        EndElevation.Decide(elevation, request, "root", Now.AddHours(1)).ShouldBeEmpty();
        Should.Throw<NotFoundException>(() => EndElevation.Decide(null, request, "root", Now).ToList());
    }

    private static BeginElevationRequest Request(TimeSpan? duration = null) => new()
    {
        Role = "engineer", Reason = "INC-4711", Duration = duration is { } given ? Duration.FromTimeSpan(given) : null,
    };

    private static ElevationBegan Began(BeginElevationRequest request, DateTimeOffset? tokenEnd = null) =>
        BeginElevation.Decide("e-1", request, Ann, null, tokenEnd, Now).ShouldHaveSingleItem().ShouldBeOfType<ElevationBegan>();
}
