using System.Collections.Immutable;
using Google.Protobuf;
using MlOps.Experiments.Kafka;
using MlOps.Experiments.Tests.Tracking;
using MlOps.Experiments.Tracking;
using MlOps.ServiceHost;

namespace MlOps.Experiments.Tests;

/// <summary>The shapes of events that are stored or sent already; a change must be able to read them.</summary>
public class ApprovedEventTests
{
    private static readonly ImmutableSortedDictionary<string, string> Tags =
        ImmutableSortedDictionary<string, string>.Empty.Add("team", "city");

    private static readonly object[] Samples =
    [
        new ExperimentCreated("bikes", "Bikes per hour", Tags, "eve", Given.Now),
        new ExperimentUpdated("bikes", "Bikes", Tags),
        new ExperimentArchived("bikes"),
        new RunStarted(
            Given.RunId, "bikes", "first", Tags, [new DatasetInput("bike-hourly", 1, "sha256:cc", "evaluation")], "eve", Given.Now),
        new RunDataLogged(Given.RunId, ImmutableSortedDictionary<string, string>.Empty.Add("eta", "0.1"), Tags),
        new MetricsLogged(
            Given.RunId, [Given.Point("acc", double.NaN, 2), Given.Point("loss", 0.5, 2)], 4,
            Guid.Parse("0198c0ff-ee00-7000-8000-000000000001"), "sha256:dd"),
        new ArtifactUploaded(Given.RunId, "plots/a.png", "sha256:ee", 1234),
        new TrainingStarted(Given.RunId, Given.Plan),
        new ModelLogged(Given.RunId, Given.Model),
        new RunUpdated(Given.RunId, "second", Tags),
        new RunArchived(Given.RunId),
        new RunFinished(Given.RunId, RunStatus.Failed, "out of bikes", Given.Now),
    ];

    public static TheoryData<object> Stored => new(Samples);

    [Theory]
    [MemberData(nameof(Stored))]
    public void stored_events_keep_their_shape(object stored) => stored.ShouldBeStoredAsApproved();

    [Theory]
    [MemberData(nameof(Stored))]
    public void wire_events_keep_their_shape(object stored) => Publish(stored).ShouldBeSentAsApproved(stored);

    [Fact]
    public void every_event_has_a_sample() =>
        ApprovedEvents.EventsOf(typeof(Run)).Concat(ApprovedEvents.EventsOf(typeof(Experiment)))
            .ShouldBe(Samples.Select(sample => sample.GetType()), ignoreOrder: true);

    private static IMessage Publish(object stored) => stored is RunFinished finished
        ? Publishes.Finished(Given.RunInTraining.Apply(new ModelLogged(Given.RunId, Given.Model)).Apply(finished))
        : Publishes.Table.ToWire(stored);
}
