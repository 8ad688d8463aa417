using Grpc.Core;
using MlOps.Contracts.Catalog.V1;

namespace MlOps.Cli.Demo;

/// <summary>
/// What the things of one life are called. The first file of hours that a system sees has the plain names; another one has names of its
/// own beside it.
/// </summary>
internal sealed record LifeNames(string Suffix)
{
    /// <summary>The tag of the dataset that says which file it is of.</summary>
    public const string FileTag = "file";

    private const string PlainDataset = "bike-hourly";
    private const int SuffixDigits = 8;

    public string Dataset => PlainDataset + Suffix;

    public string TrainingDataset => "bike-demand-training" + Suffix;

    public string FeatureView => "bike-hourly" + Suffix;

    public string FeatureService => "bike-demand-v1" + Suffix;

    public string Experiment => "bike-demand" + Suffix;

    public string Model => "bike-demand" + Suffix;

    public string Deployment => "bike-demand" + Suffix;

    public static async Task<LifeNames> ForAsync(GatewayConnection gateway, HourlyDemand hours, CancellationToken cancellation)
    {
        try
        {
            var dataset = await gateway.Catalog.GetDatasetAsync(
                new GetDatasetRequest { Name = PlainDataset }, cancellationToken: cancellation);
            return dataset.Tags.TryGetValue(FileTag, out var file) && file != hours.Digest
                ? new LifeNames($"-{hours.Digest["sha256:".Length..][..SuffixDigits]}")
                : new LifeNames("");
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return new LifeNames("");
        }
    }
}
