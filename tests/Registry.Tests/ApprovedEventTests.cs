using System.Collections.Immutable;
using Google.Protobuf;
using MlOps.Registry.Kafka;
using MlOps.Registry.Models;
using MlOps.Registry.Tests.Models;
using MlOps.ServiceHost;

namespace MlOps.Registry.Tests;

/// <summary>The shapes of events that are stored or sent already; a change must be able to read them.</summary>
public class ApprovedEventTests
{
    private static readonly Gate RmseGate = new("rmse", "test_rmse", Comparison.LessThan, 70);

    private static readonly object[] Samples =
    [
        new ModelRegistered(Given.Model, "Bikes per hour", ImmutableSortedDictionary<string, string>.Empty.Add("team", "city"), Given.Engineer, Given.Now),
        new GateDefined(Given.Model, RmseGate),
        Given.Created(1),
        new ApprovalRequested(Given.Model, 1, Given.Requester, [new GateResult(RmseGate, 66.61, true), new GateResult(RmseGate, null, false)]),
        new ModelVersionApproved(Given.Model, 1, Given.Requester, Given.Approver, "good"),
        new ModelVersionRejected(Given.Model, 1, Given.Requester, Given.Approver, "no card"),
        new ModelVersionPromoted(Given.Model, 2, "champion", 1),
        new AliasRemoved(Given.Model, "champion", 2),
    ];

    public static TheoryData<object> Stored => new(Samples);

    [Theory]
    [MemberData(nameof(Stored))]
    public void stored_events_keep_their_shape(object stored) => stored.ShouldBeStoredAsApproved();

    [Theory]
    [MemberData(nameof(Stored))]
    public void wire_events_keep_their_shape(object stored) => Publish(stored).ShouldBeSentAsApproved(stored);

    [Fact]
    public void every_event_of_a_model_has_a_sample() =>
        ApprovedEvents.EventsOf(typeof(RegisteredModel))
            .ShouldBe(Samples.Select(sample => sample.GetType()), ignoreOrder: true);

    private static IMessage Publish(object stored) => stored is ModelVersionPromoted promoted
        ? Publishes.Promoted(promoted, Given.Created(promoted.Version))
        : Publishes.Table.ToWire(stored);
}
