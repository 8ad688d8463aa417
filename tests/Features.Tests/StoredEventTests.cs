using System.Collections.Immutable;
using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.TrainingSets;
using MlOps.Features.Views;
using MlOps.ServiceHost;

namespace MlOps.Features.Tests;

public sealed class StoredEventTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ImmutableSortedDictionary<string, string> Tags =
        ImmutableSortedDictionary<string, string>.Empty.Add("team", "sales");

    private static readonly KeyColumn Key = new("user", ValueType.Int64);

    [Fact]
    public void are_stored_in_the_approved_shapes()
    {
        new EntityCreated("user", [Key], "of a shop", Tags, "ann", Now).ShouldBeStoredAsApproved();
        new EntityUpdated("user", "of all shops", Tags, "ann", Now).ShouldBeStoredAsApproved();
        new EntityArchived("user", "ann", Now).ShouldBeStoredAsApproved();
        View().ShouldBeStoredAsApproved();
        new FeatureViewUpdated("user-spend", View().Source, View().Features, TimeSpan.FromDays(3), "of all shops", Tags, "ann", Now)
            .ShouldBeStoredAsApproved();
        new FeatureViewArchived("user-spend", "ann", Now).ShouldBeStoredAsApproved();
        Materialized(Now).ShouldBeStoredAsApproved();
        new FeatureServiceCreated("spend-v1", [new SelectedFeature("user-spend", "amount", "amount")], "", Tags, "ann", Now)
            .ShouldBeStoredAsApproved();
        new FeatureServiceUpdated("spend-v1", "of all shops", Tags, "ann", Now).ShouldBeStoredAsApproved();
        new FeatureServiceArchived("spend-v1", "ann", Now).ShouldBeStoredAsApproved();
        Made().ShouldBeStoredAsApproved();
    }

    [Fact]
    public void a_view_remembers_the_furthest_end_of_its_materializations()
    {
        var view = FeatureView.Create(View()).Apply(Materialized(Now)).Apply(Materialized(Now.AddDays(-1)));

        (view.MaterializedUntil, view.LastMaterialization!.EndTime, view.Revision).ShouldBe((Now, Now.AddDays(-1), 3));
    }

    [Fact]
    public void the_same_training_set_again_is_no_event()
    {
        var history = TrainingSetHistory.Create(Made());

        CreateTrainingSet.Decide(history, Made() with { At = Now.AddDays(1) }).ShouldBeEmpty();
        CreateTrainingSet.Decide(history, Made() with { Version = 2 }).ShouldHaveSingleItem();
        CreateTrainingSet.Decide(history, Made() with { FeatureService = "spend-v2" }).ShouldHaveSingleItem();
        CreateTrainingSet.Decide(history, Made() with { FeatureViewRevisions = Made().FeatureViewRevisions.SetItem("user-spend", 2) })
            .ShouldHaveSingleItem();
    }

    private static FeatureViewCreated View() => new(
        "user-spend", ["user"], [Key], new FeatureSource("spend", 0, "seen", "made"),
        [new FeatureColumn("amount", ValueType.Double, "total")], TimeSpan.FromDays(2), "of a shop", Tags, "ann", Now);

    private static FeatureViewMaterialized Materialized(DateTimeOffset end) => new("user-spend", null, end, 2, 3, "spend", 1, "ann", Now);

    private static TrainingSetCreated Made() => new(
        "spend-training", 1, "sha256:1", 5, "spend-v1", "dataset/visits@1", ["dataset/visits@1", "feature-service/spend-v1"],
        ImmutableSortedDictionary<string, long>.Empty.Add("user-spend", 1), ["amount"], ["label"], "ann", Now);
}
