using Grpc.Core;
using MlOps.Blobs;
using MlOps.Contracts.Catalog.V1;
using MlOps.Features.FeatureServices;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.TrainingSets;

/// <summary>Commits training sets to the catalog as dataset versions; registers the dataset if it does not exist.</summary>
internal sealed class TrainingSetCatalog(DatasetCatalog.DatasetCatalogClient catalog, IBlobStore blobs, TimeProvider time)
{
    // The catalog inspects the whole file before it answers.
    private static readonly TimeSpan CommitDeadline = TimeSpan.FromMinutes(10);

    /// <summary>Checked before the join, to avoid expensive work.</summary>
    /// <exception cref="RuleBrokenException">The dataset is archived.</exception>
    public async Task RequireOpenAsync(string dataset, CancellationToken cancellation)
    {
        if (await FindAsync(dataset, cancellation) is { Archived: true })
            throw new RuleBrokenException("dataset-archived", $"dataset/{dataset}", $"The dataset {dataset} is archived.");
    }

    public async Task<DatasetVersion> CommitAsync(
        string dataset, FeatureService service, string file, IReadOnlyList<string> derivedFrom, CancellationToken cancellation)
    {
        if (await FindAsync(dataset, cancellation) is null) await RegisterAsync(dataset, service, cancellation);
        await using var content = File.OpenRead(file);
        var blob = await blobs.PutAsync(content, cancellation);
        var commit = new CommitVersionRequest
        {
            Dataset = dataset,
            Files = { new DatasetFile { Path = Path.GetFileName(file), Digest = blob.Digest, SizeBytes = blob.Size, Format = "parquet" } },
            DerivedFrom = { derivedFrom },
            Metadata = { ["feature_service"] = service.Name },
        };
        var deadline = time.GetUtcNow().Add(CommitDeadline).UtcDateTime;
        return await catalog.CommitVersionAsync(commit, deadline: deadline, cancellationToken: cancellation);
    }

    private async Task<Dataset?> FindAsync(string dataset, CancellationToken cancellation)
    {
        try
        {
            return await catalog.GetDatasetAsync(new GetDatasetRequest { Name = dataset }, cancellationToken: cancellation);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task RegisterAsync(string dataset, FeatureService service, CancellationToken cancellation)
    {
        try
        {
            var request = new RegisterDatasetRequest { Name = dataset, Description = $"Training sets of {service.Id}" };
            await catalog.RegisterDatasetAsync(request, cancellationToken: cancellation);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            // Race: another caller registered it between the two calls.
        }
    }
}
