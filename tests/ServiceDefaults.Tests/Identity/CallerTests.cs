using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Tests.Identity;

public sealed class CallerTests
{
    private static readonly ServiceIdentity Registry = new("registry");

    [Fact]
    public void does_not_exist_outside_of_requests() =>
        Should.Throw<InvalidOperationException>(() => Caller.Current).Message.ShouldContain("ServiceIdentity.Act()");

    [Fact]
    public void is_the_service_in_its_background_work()
    {
        using (Registry.Act(correlationId: "c-1", causationId: "e-1"))
        {
            Caller.Current.Subject.ShouldBe("service:registry");
            Caller.Current.Roles.ShouldBe(["service"]);
            Caller.Current.CorrelationId.ShouldBe("c-1");
            Caller.Current.CausationId.ShouldBe("e-1");
        }

        Caller.CurrentOrNone.ShouldBeNull();
    }
}
