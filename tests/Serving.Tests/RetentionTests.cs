using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceHost;
using MlOps.Serving.PredictionLog;
using PredictionsExpired = MlOps.Contracts.Serving.V1.PredictionsExpired;

namespace MlOps.Serving.Tests;

[Collection(ServingCollection.Name)]
public class RetentionTests(ServingSystem system)
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Fact]
    public async Task predictions_that_have_been_kept_long_enough_are_deleted_and_events_say_which()
    {
        var (one, other) = ((await system.DeploymentAsync()).Name, (await system.DeploymentAsync()).Name);
        string[] old = [.. await StoreAsync(one, Now.AddDays(-91), Limits.ExpiredOfBatch + 3), .. await StoreAsync(one, Now.AddDays(-90).AddMinutes(-1), 1)];
        var oldOther = await StoreAsync(other, Now.AddDays(-100), 2);
        var kept = (await StoreAsync(one, Now.AddDays(-90).AddHours(1), 1)).Single();

        // Two nodes at once.
        await Task.WhenAll(ExpireAsync(), ExpireAsync());

        var page = await system.Deployments.ListPredictionsAsync(new ListPredictionsRequest { Deployment = one });
        page.Predictions.ShouldHaveSingleItem().PredictionId.ShouldBe(kept);
        await Refused.WithAsync(
            StatusCode.NotFound, () => system.Deployments.GetPredictionAsync(new GetPredictionRequest { PredictionId = old[0] }).ResponseAsync);
        (await system.System.ConsumeAsync<PredictionsExpired>(Topics.Predictions, e => e.Data.Deployment == other)).Data.LastPredictionId
            .ShouldBe(oldOther.Max(StringComparer.Ordinal));
        var last = await system.System.ConsumeAsync<PredictionsExpired>(
            Topics.Predictions, e => e.Data.Deployment == one && e.Data.LastPredictionId == old[^1]);
        last.Data.Count.ShouldBeLessThan(Limits.ExpiredOfBatch);
        (last.Actor, last.Subject).ShouldBe(("service:serving", $"predictions/{one}"));
    }

    [Fact]
    public void an_event_names_the_newest_of_what_was_deleted() =>
        ExpirePredictions.Decide("d", ["b", "c", "a"], Now).ShouldBe(new Serving.PredictionLog.PredictionsExpired("d", Now, 3, "c"));

    private async Task ExpireAsync()
    {
        using var acting = system.Serving.Services.GetRequiredService<ServiceIdentity>().Act();
        await system.Serving.Services.GetRequiredService<ExpirePredictions>().HandleAsync(CancellationToken.None);
    }

    /// <summary>Predictions of one moment, by their ids.</summary>
    private async Task<List<string>> StoreAsync(string deployment, DateTimeOffset time, int count)
    {
        var predictions = Enumerable.Range(0, count).Select(_ => new Prediction
        {
            PredictionId = PredictionId.New(time), Deployment = deployment, Time = time.ToTimestamp(), Rows = 1, Features = { 1 }, Outputs = { 1 },
        }).ToArray();
        await system.StoreAsync(predictions);
        return [.. predictions.Select(prediction => prediction.PredictionId).Order(StringComparer.Ordinal)];
    }
}
