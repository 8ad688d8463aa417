using System.Collections.Immutable;
using MlOps.Gateway.CustomRoles;
using MlOps.Gateway.Elevations;
using MlOps.Gateway.Kafka;
using MlOps.Gateway.Keys;
using MlOps.Gateway.Members;
using MlOps.Gateway.Secrets;
using MlOps.Gateway.Secrets.MasterKeys;
using MlOps.Gateway.Tokens;
using MlOps.Gateway.Workspaces;
using MlOps.ServiceHost;

namespace MlOps.Gateway.Tests;

/// <summary>The shapes of events that are stored or sent already; a change must be able to read them.</summary>
public class ApprovedEventTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ImmutableSortedDictionary<string, string> Tags = ImmutableSortedDictionary<string, string>.Empty.Add("owner", "ann");
    private static readonly object[] Samples =
    [
        new TokenIssued("ann", ["approver", "engineer"], Now.AddDays(365), Now),
        new TokenCreated(
            "019b7e4c1d2f7a3b8c9d0e1f2a3b4c5d", "ci-bot", ["engineer", "viewer"], ["bikes", "default"], "ann", "nightly training",
            Now.AddDays(90), "root", Now, "019a0000000070008000000000000000"),
        new TokenRevoked("019b7e4c1d2f7a3b8c9d0e1f2a3b4c5d", "ci-bot", "root", Now, "the laptop was stolen"),
        new TokenRotated("019b7e4c1d2f7a3b8c9d0e1f2a3b4c5d", "ci-bot", "019b7e4d00007000800000000000000", Now.AddHours(1)),
        new SigningKeyRotated("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", Now, Now.AddMinutes(10), true),
        new SecretCreated("bikes", "warehouse-password", "reads the warehouse", 3, "ann", Now),
        new SecretUpdated("bikes", "warehouse-password", "writes to the warehouse", 52, "ann", Now, [2]),
        new SecretVersionDisabled("bikes", "warehouse-password", 4, "ann", Now, "was in a log of the warehouse"),
        new SecretDeleted("bikes", "warehouse-password", 52, "ann", Now, "the warehouse is gone"),
        new SecretUsed("bikes", "warehouse-password", 4, "service:catalog", "ann", "import of rides", 12, Now),
        new MasterKeyRotated("0f1e2d3c4b5a69788796a5b4c3d2e1f0", "00112233445566778899aabbccddeeff", Now),
        new MasterKeyRetired("00112233445566778899aabbccddeeff", Now),
        new WorkspaceCreated("team-a", "The team.", Tags, "ann", Now),
        new WorkspaceUpdated("team-a", "Another team.", Tags, "ann", Now),
        new WorkspaceQuotasSet("team-a", 600, 100_000, "ann", Now),
        new WorkspaceArchived("team-a", "ann", Now),
        new RoleCreated("releaser", "Promotes models.", ["registry.*.read", "registry.models.promote"], "ann", Now),
        new RoleUpdated("releaser", "Promotes.", ["registry.models.promote"], "ann", Now),
        new RoleDeleted("releaser", "ann", Now),
        new ElevationBegan(
            "019b7e4c1d2f7a3b8c9d0e1f2a3b4c5e", "bikes", "ann", "engineer", "019b7e4c1d2f7a3b8c9d0e1f2a3b4c5d", "INC-4711", Now, Now.AddHours(1)),
        new ElevationEnded("019b7e4c1d2f7a3b8c9d0e1f2a3b4c5e", "bikes", "ann", "engineer", "root", Now),
        new MemberSet("bikes", "ann", ["engineer", "releaser"], Now.AddDays(30), "root", Now),
        new MemberRemoved("bikes", "ann", "root", Now),
    ];

    public static TheoryData<string> Names => [.. Samples.Select(sample => sample.GetType().Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void every_stored_event_keeps_its_shape(string name) => Sample(name).ShouldBeStoredAsApproved();

    [Theory]
    [MemberData(nameof(Names))]
    public void every_wire_event_keeps_its_shape(string name) => Publishes.Table.ToWire(Sample(name)).ShouldBeSentAsApproved(Sample(name));

    private static object Sample(string name) => Samples.Single(sample => sample.GetType().Name == name);
}
