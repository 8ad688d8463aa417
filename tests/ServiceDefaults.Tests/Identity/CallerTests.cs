using MlOps.ServiceDefaults.Errors;
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
            Caller.Current.Has("service").ShouldBeTrue();
            Caller.Current.CorrelationId.ShouldBe("c-1");
            Caller.Current.CausationId.ShouldBe("e-1");
        }

        Caller.CurrentOrNone.ShouldBeNull();
    }

    [Fact]
    public void needs_one_of_the_required_roles()
    {
        using var entered = new Caller("ann", ["trainer"], "default", "c-1").Enter();

        Caller.Require("approver", "trainer");
        Should.Throw<PermissionDeniedException>(() => Caller.Require("approver")).Message.ShouldBe("ann lacks the role approver");
    }

    [Fact]
    public void may_everything_as_admin()
    {
        using var entered = new Caller("root", ["admin"], "default", "c-1").Enter();

        Caller.Require("approver");
        Caller.Current.Has("anything").ShouldBeTrue();
    }
}
