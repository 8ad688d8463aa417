using System.Collections.Immutable;
using MlOps.Gateway.Kafka;
using MlOps.Gateway.Tokens;
using MlOps.Gateway.Workspaces;
using MlOps.ServiceHost;

namespace MlOps.Gateway.Tests;

/// <summary>The shapes of events that are stored or sent already; a change must be able to read them.</summary>
public class ApprovedEventTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TheoryData<object> Samples =>
    [
        new TokenIssued("ann", ["approver", "engineer"], Now.AddDays(365), Now),
        new WorkspaceCreated("team-a", "The team.", Tags, "ann", Now),
        new WorkspaceUpdated("team-a", "Another team.", Tags, "ann", Now),
        new WorkspaceArchived("team-a", "ann", Now),
    ];

    private static ImmutableSortedDictionary<string, string> Tags => ImmutableSortedDictionary<string, string>.Empty.Add("owner", "ann");

    [Theory]
    [MemberData(nameof(Samples))]
    public void the_stored_event_keeps_its_shape(object stored) => stored.ShouldBeStoredAsApproved();

    [Theory]
    [MemberData(nameof(Samples))]
    public void the_wire_event_keeps_its_shape(object stored) => Publishes.Table.ToWire(stored).ShouldBeSentAsApproved(stored);
}
