using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Cli.Commands;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Lineage.V1;

namespace MlOps.Cli.Demo;

internal static class AuditStep
{
    public static async Task RunAsync(LifeContext life)
    {
        var lineage = await Until.HoldsAsync(
            () => LineageAsync(life), found => found.Nodes.Any(node => node.Id.StartsWith("blob/", StringComparison.Ordinal)),
            "the graph reaches from the prediction to the data", life.Cancellation);
        LineageCommands.Print(lineage);
        life.Summary.Lineage = [.. lineage.Nodes.Select(node => node.Id)];

        await ReplayAsync(life);
        var statistics = await life.Engineer.Lineage.GetStatisticsAsync(new GetStatisticsRequest(), cancellationToken: life.Cancellation);
        foreach (var (service, count) in statistics.EventsByService.OrderBy(service => service.Key)) life.Summary.Events[service] = count;
        Narrator.Happened($"the ledger holds {statistics.Position:N0} events, {statistics.Nodes:N0} nodes, {statistics.Edges:N0} edges");
    }

    private static async Task<GetLineageResponse> LineageAsync(LifeContext life)
    {
        try
        {
            return await life.Engineer.Lineage.GetLineageAsync(
                new GetLineageRequest { NodeId = life.PredictionId }, cancellationToken: life.Cancellation);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return new GetLineageResponse();
        }
    }

    private static async Task ReplayAsync(LifeContext life)
    {
        var audit = life.Engineer.AuditOf("registry");
        var promotion = await life.Engineer.Retries.OfStreams.ExecuteAsync(async cancellation =>
        {
            using var events = audit.ReadStream(
                new ReadStreamRequest { Stream = $"model/{life.Names.Model}" }, cancellationToken: cancellation);
            return await events.ResponseStream.ReadAllAsync(cancellation)
                .LastOrDefaultAsync(recorded => recorded.Type == "model_version_promoted", cancellation);
        }, life.Cancellation);
        if (promotion is null) throw new CommandFailedException($"model/{life.Names.Model} has no promotion.");
        var time = promotion.Time.ToDateTimeOffset();
        Narrator.Happened($"{promotion.Type} at {time:O} by {promotion.Actor}: {promotion.Reason}");
        var before = await ChampionAsync(time.AddMicroseconds(-1));
        var after = await ChampionAsync(time);
        Narrator.Happened($"champion as of one microsecond earlier: {before ?? "none"}; as of then: {after}");
        if (before == after) throw new CommandFailedException("The promotion does not show in the replay.");

        async Task<string?> ChampionAsync(DateTimeOffset asOf)
        {
            var state = await audit.GetStateAsync(
                new GetStateRequest { Stream = $"model/{life.Names.Model}", AsOf = asOf.ToTimestamp() },
                cancellationToken: life.Cancellation);
            var aliases = JsonDocument.Parse(state.Json).RootElement.GetProperty("Aliases");
            return aliases.TryGetProperty("champion", out var version) ? $"version {version}" : null;
        }
    }
}
