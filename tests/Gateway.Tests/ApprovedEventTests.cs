using MlOps.Gateway.Kafka;
using MlOps.Gateway.Tokens;
using MlOps.ServiceHost;

namespace MlOps.Gateway.Tests;

/// <summary>The shapes of events that are stored or sent already; a change must be able to read them.</summary>
public class ApprovedEventTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly TokenIssued Sample = new("ann", ["approver", "engineer"], Now.AddDays(365), Now);

    [Fact]
    public void the_stored_event_keeps_its_shape() => Sample.ShouldBeStoredAsApproved();

    [Fact]
    public void the_wire_event_keeps_its_shape() => Publishes.Table.ToWire(Sample).ShouldBeSentAsApproved();
}
