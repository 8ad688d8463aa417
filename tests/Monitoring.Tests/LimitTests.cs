using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts;
using MlOps.Contracts.Monitoring.V1;
using MlOps.ServiceDefaults.Paging;
using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Reports;
using MlOps.Monitoring.Windows;
using MlOps.Runtime;
using MlOps.ServiceHost;
using Npgsql;
using WindowVerdict = MlOps.Contracts.Monitoring.V1.WindowVerdict;

namespace MlOps.Monitoring.Tests;

/// <summary>The largest that is legal goes the whole way, and what is larger is refused.</summary>
public sealed class LimitTests(MonitoringSystem system) : IClassFixture<MonitoringSystem>
{
    // librdkafka's message.max.bytes, from which the header is to be taken off.
    private const int MaxWireEvent = 1_000_000 - 10_000;

    [Fact]
    public async Task a_window_of_the_most_features_with_the_longest_names_is_published_listed_and_read_page_by_page()
    {
        var client = system.As("eve");
        await system.DeployWideAsync("wide", Limits.FeaturesOfProfile, Limits.FeatureNameLength);

        var window = await system.EvaluateAsync("wide");

        (window.Verdict, window.FeatureCount, window.DriftedCount, window.Features.Count)
            .ShouldBe((WindowVerdict.Drifted, Limits.FeaturesOfProfile, Limits.FeaturesOfProfile, Limits.FeaturesOfReport));
        var evaluated = await system.System
            .ConsumeAsync<WindowEvaluated>(Topics.Monitoring, message => message.Data.Window.Deployment == "wide");
        evaluated.Data.Window.ShouldBe(window);
        evaluated.Data.CalculateSize().ShouldBeLessThan(MaxWireEvent);
        var detected = await system.System.ConsumeAsync<DriftDetected>(Topics.Monitoring, message => message.Data.Deployment == "wide");
        (detected.Data.DriftedFeatures.Count, detected.Data.DriftedCount)
            .ShouldBe((Limits.FeaturesOfReport, Limits.FeaturesOfProfile));
        detected.Data.CalculateSize().ShouldBeLessThan(MaxWireEvent);

        var features = await Pages.ReadAsync(1000, async (size, token) =>
        {
            var page = await client.ListWindowFeaturesAsync(
                new ListWindowFeaturesRequest { WindowId = window.WindowId, PageSize = size, PageToken = token });
            return (page.Features.Select(feature => feature.Feature), page.NextPageToken);
        });
        features.ShouldBe(Enumerable.Range(0, Limits.FeaturesOfProfile).Select(i => MonitoringSystem.NameOf(i, Limits.FeatureNameLength)));

        await using (var session = system.Monitoring.Services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            // More of the largest, without the work of judging them.
            var largest = (await session.LoadAsync<WindowDetails>(window.WindowId))!;
            for (var i = 10; i < 50; i++) session.Store(largest with { Id = $"{i}", Report = largest.Report with { WindowId = $"{i}" } });
            await session.SaveChangesAsync();
        }
        var first = await client.ListWindowsAsync(new ListWindowsRequest { Deployment = "wide" });
        first.CalculateSize().ShouldBeInRange(Page<Window>.MaxBytes / 2, 4 << 20);
        var listed = await Pages.ReadAsync(100, async (size, token) =>
        {
            var page = await client.ListWindowsAsync(new ListWindowsRequest { Deployment = "wide", PageSize = size, PageToken = token });
            return (page.Windows.Select(w => w.WindowId), page.NextPageToken);
        });
        listed.Count.ShouldBe(41);
        listed.ShouldBeUnique();
    }

    [Theory]
    [InlineData("too-many", Limits.FeaturesOfProfile + 1, 5, "10000")]
    [InlineData("too-long", 1, Limits.FeatureNameLength + 1, "256")]
    public async Task a_profile_beyond_a_limit_is_refused_and_names_it(string deployment, int features, int nameLength, string limit)
    {
        await system.DeployWideAsync(deployment, features, nameLength);

        var refused = await Refused.WithAsync(StatusCode.FailedPrecondition, () => system.EvaluateAsync(deployment));

        (refused.Rule().Type, refused.Rule().Description.Contains(limit)).ShouldBe(("reference-profile", true));
    }

    [Fact]
    public async Task the_most_labels_with_the_longest_ids_are_taken_and_one_more_is_refused()
    {
        await system.DeployAsync("labelled");
        var request = new RecordGroundTruthRequest { Deployment = "labelled" };
        request.Labels.Add(Enumerable.Range(0, 10_000)
            .Select(i => new GroundTruth { ClientId = $"{i}".PadLeft(128, 'x'), Row = int.MaxValue, Value = float.MaxValue }));

        (await system.As("eve").RecordGroundTruthAsync(request)).Accepted.ShouldBe(10_000);
        request.Labels.Add(new GroundTruth { ClientId = "one more" });
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.As("eve").RecordGroundTruthAsync(request).ResponseAsync))
            .Fields().ShouldBe(["labels"]);
    }
}
