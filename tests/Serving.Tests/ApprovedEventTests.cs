using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Serving.V1;
using MlOps.Serving.Deployments;
using MlOps.Serving.Kafka;
using MlOps.Serving.PredictionLog;
using MlOps.ServiceHost;
using MlOps.Serving.Wire;
using Deployment = MlOps.Serving.Deployments.Deployment;
using DeploymentCreated = MlOps.Serving.Deployments.DeploymentCreated;
using DeploymentRetired = MlOps.Serving.Deployments.DeploymentRetired;
using ModelLoadFailed = MlOps.Serving.Deployments.ModelLoadFailed;
using ModelVersionDeployed = MlOps.Serving.Deployments.ModelVersionDeployed;
using ModelVersionUndeployed = MlOps.Serving.Deployments.ModelVersionUndeployed;
using PredictionsExpired = MlOps.Serving.PredictionLog.PredictionsExpired;
using PredictionsLogged = MlOps.Serving.PredictionLog.PredictionsLogged;

namespace MlOps.Serving.Tests;

/// <summary>The shapes of events that are stored or sent already; a change must be able to read them.</summary>
public class ApprovedEventTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly object[] Samples =
    [
        new DeploymentCreated("bikes", "demand", "champion", null, "demand-v1", "eve", Now),
        new ModelVersionDeployed("bikes", "demand", 2, 1, "sha256:aa", "sha256:bb", "demand-v1", 17, Now.AddDays(90)),
        new ModelVersionUndeployed("bikes", "demand", 2, "its approval was withdrawn", 19),
        new ModelLoadFailed("bikes", "demand", 3, "no trees", 18),
        new DeploymentRetired("bikes"),
        new PredictionsLogged("bikes", "0197", 1, "sha256:cc"),
        new PredictionsExpired("bikes", Now, 5000, "019a1b2c3d4e7f708192a3b4c5d6e7f8"),
    ];

    public static TheoryData<object> Stored => new(Samples);

    [Theory]
    [MemberData(nameof(Stored))]
    public void stored_events_keep_their_shape(object stored) => stored.ShouldBeStoredAsApproved();

    [Theory]
    [MemberData(nameof(Stored))]
    public void wire_events_keep_their_shape(object stored) => Publish(stored).ShouldBeSentAsApproved(stored);

    [Fact]
    public void every_event_of_a_deployment_has_a_sample() =>
        ApprovedEvents.EventsOf(typeof(Deployment))
            .Append(typeof(PredictionsLogged)).Append(typeof(PredictionsExpired))
            .ShouldBe(Samples.Select(sample => sample.GetType()), ignoreOrder: true);

    private static IMessage Publish(object stored) => stored is PredictionsLogged logged
        ? logged.ToWire([new Prediction
        {
            PredictionId = "019a1b2c3d4e7f708192a3b4c5d6e7f8", ClientId = "r-1", Deployment = "bikes", Model = "demand", ModelVersion = 2,
            Time = Now.ToTimestamp(), FeatureNames = { "temp", "hum" },
            Features = { 0.5f, float.NaN }, Outputs = { 10 }, Rows = 1, Actor = "app", EntityKeys = { "hour=7" }, LatencyMs = 0.25,
        }])
        : Publishes.Table.ToWire(stored);
}
