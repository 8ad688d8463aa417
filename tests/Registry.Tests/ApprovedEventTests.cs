using System.Collections.Immutable;
using Google.Protobuf;
using MlOps.Registry.Gates;
using MlOps.Registry.Kafka;
using MlOps.Registry.Models;
using MlOps.Registry.Tests.Models;
using MlOps.ServiceHost;

namespace MlOps.Registry.Tests;

/// <summary>The shapes of events that are stored or sent already; a change must be able to read them.</summary>
public class ApprovedEventTests
{
    private static readonly Gate RmseGate = Given.Gate("rmse", "test_rmse", "less-than", 70);
    private static readonly GateResult[] Results =
    [
        new(RmseGate, Given.Engineer, Given.Now, Superseded: false, Required: true, Passed: true, 66.61,
            "test_rmse is 66.61, which is less than 70"),
        new(RmseGate, Given.Engineer, Given.Now, Superseded: true, Required: false, Passed: false, null,
            "the version has no metric 'test_rmse'"),
    ];
    private static readonly ImmutableSortedDictionary<string, string> Tags =
        ImmutableSortedDictionary<string, string>.Empty.Add("team", "city");

    private static readonly object[] Samples =
    [
        new ModelRegistered(Given.Model, "Bikes per hour", Tags, Given.Engineer, Given.Now),
        new ModelUpdated(Given.Model, "Bikes", Tags),
        new ModelArchived(Given.Model),
        new GateDefined(Given.Model, RmseGate, Given.Engineer, Given.Now),
        new GateRemoved(Given.Model, "rmse", Given.Engineer, Given.Now),
        Given.Created(1),
        new ModelVersionUpdated(Given.Model, 1, "first", Tags),
        new ApprovalRequested(Given.Model, 1, Given.Requester, Results),
        new ModelVersionApproved(Given.Model, 1, Given.Requester, Given.Approver, "good", Given.Now.AddDays(90)),
        new ModelVersionRejected(Given.Model, 1, Given.Requester, Given.Approver, "no card"),
        new ApprovalWithdrawn(Given.Model, 1, Given.Approver, "unsafe"),
        new ModelVersionPromoted(Given.Model, 2, "champion", 1, Results),
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
