using Google.Protobuf;
using Grpc.Core;

namespace MlOps.Features.Tests;

/// <summary>What the feature store answers while the catalog is down.</summary>
public sealed class CatalogDownTests(FeaturesSystem system) : IClassFixture<FeaturesSystem>
{
    private static readonly string[] AskTheCatalog = ["CreateFeatureView", "UpdateFeatureView", "CreateTrainingSet", "Materialize"];

    [Fact]
    public async Task repeated_requests_get_their_first_answers_and_new_ones_that_need_it_are_told_to_wait()
    {
        foreach (var mutation in FeaturesCalls.Mutations.Keys) await FeaturesCalls.DefineAsync(system, NameOf(mutation));
        var first = new Dictionary<string, (StatusCode, IMessage?)>();
        foreach (var mutation in FeaturesCalls.Mutations.Keys) first[mutation] = await SendAsync(mutation, "first");
        first.Values.ShouldAllBe(outcome => outcome.Item1 == StatusCode.OK);

        await system.CatalogService.StopAsync();

        foreach (var mutation in FeaturesCalls.Mutations.Keys) (await SendAsync(mutation, "first")).ShouldBe(first[mutation], mutation);
        foreach (var mutation in AskTheCatalog)
        {
            // Another view, and other features than those that the first request added.
            var (code, _) = await SendAsync(mutation, "new", number: 2);
            code.ShouldBe(mutation == "UpdateFeatureView" ? StatusCode.OK : StatusCode.Unavailable, mutation);
        }

        await system.CatalogService.StartAsync();
        foreach (var mutation in AskTheCatalog.Where(mutation => mutation != "CreateFeatureView"))
            (await SendAsync(mutation, "again", number: 2)).Item1.ShouldBe(StatusCode.OK, mutation);
    }

    private static string NameOf(string mutation) => $"down-{mutation}".ToLowerInvariant();

    private Task<(StatusCode, IMessage?)> SendAsync(string mutation, string id, int number = 1) =>
        system.SendAsync(mutation, FeaturesCalls.Mutations[mutation](NameOf(mutation), number), id);
}
