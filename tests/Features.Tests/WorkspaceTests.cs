using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Features.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using OperationsApi = MlOps.Contracts.Operations.V1.Operations;

namespace MlOps.Features.Tests;

/// <summary>The same entities, views and services in two workspaces, with values of their own.</summary>
public sealed class WorkspaceTests(FeaturesSystem system, ITestOutputHelper output) : IClassFixture<FeaturesSystem>
{
    private const string Marker = "marker-of-a";

    [Fact]
    public async Task nothing_of_a_workspace_is_seen_or_changed_from_another()
    {
        var (a, b) = (system.In("a"), system.In("b"));
        await FillAsync(a, Marker, 1.5);
        await FillAsync(b, "text of b", 2.5);
        await a.EntityAsync("of_a");

        var calls = await new WorkspaceIsolation(
                Marker, system.Service.ChannelIn("a", "root", "admin").CreateCallInvoker(),
                system.Service.ChannelIn("b", "root", "admin").CreateCallInvoker(),
                ("name", "shared"), ("entity", "station"), ("feature_view", "shared"), ("feature_service", "shared"), ("dataset", "seen"),
                ("stream", "feature-view/shared"), ("stream_prefix", "feature"))
            .CheckAsync(output.WriteLine, FeatureStore.Descriptor, OperationsApi.Descriptor, AuditLog.Descriptor);

        calls.ShouldBeGreaterThan(40);
        await Refused.WithAsync(StatusCode.NotFound, () => b.Ann.GetEntityAsync(new GetEntityRequest { Name = "of_a" }).ResponseAsync);
    }

    [Fact]
    public async Task online_values_are_those_of_the_workspace_however_often_they_are_cached()
    {
        var (a, b, nobody) = (system.In("online-a"), system.In("online-b"), system.In("online-c"));
        await FillAsync(a, "a", 1.5);
        await FillAsync(b, "b", 2.5);

        for (var i = 0; i < 3; i++)
        {
            (await ValueAsync(a)).ShouldBe(1.5);
            (await ValueAsync(b)).ShouldBe(2.5);
            await Refused.WithAsync(StatusCode.NotFound, () => nobody.LookupAsync("shared", "station", 7));
        }

        await b.ImportAsync("seen", "station,seen,value\n7,2026-02-01T12:00:00Z,9.5\n");
        await b.MaterializeAsync(Everything(days: 1));
        (await ValueAsync(a), await ValueAsync(b)).ShouldBe((1.5, 9.5));

        static async Task<double> ValueAsync(FeaturesSystem there) =>
            (await there.LookupAsync("shared", "station", 7)).Results[0].Values[0].DoubleValue;
    }

    private static MaterializeRequest Everything(int days = 0) => new()
    {
        FeatureView = "shared", EndTime = new DateTimeOffset(2026, 2, 1 + days, 0, 0, 0, TimeSpan.Zero).ToTimestamp(),
    };

    private static async Task FillAsync(FeaturesSystem there, string text, double value)
    {
        await there.ImportAsync("seen", $"station,seen,value\n7,2026-01-01T00:00:00Z,{value}\n");
        await there.EntityAsync("station");
        await there.ViewAsync("shared", "station", "seen", TimeSpan.Zero, "value");
        await there.Ann.UpdateFeatureViewAsync(new UpdateFeatureViewRequest
        {
            Name = "shared", Description = text, Tags = { ["owner"] = text }, UpdateMask = new FieldMask { Paths = { "description", "tags" } },
        });
        await there.ServiceAsync("shared", new FeatureReference { FeatureView = "shared", Feature = "value" });
        await there.MaterializeAsync(Everything());
    }
}
