using Grpc.Core;
using MlOps.Contracts.Catalog.V1;

namespace MlOps.ServiceDefaults.Tests.Clients;

/// <summary>A catalog that asks another one.</summary>
internal sealed class RelayedCatalog(DatasetCatalog.DatasetCatalogClient next) : DatasetCatalog.DatasetCatalogBase
{
    public override async Task<Dataset> GetDataset(GetDatasetRequest request, ServerCallContext context) => await next.GetDatasetAsync(request);

    public override async Task<Dataset> RegisterDataset(RegisterDatasetRequest request, ServerCallContext context) => await next.RegisterDatasetAsync(request);
}

/// <summary>A catalog whose answers a test decides on.</summary>
internal sealed class ScriptedCatalog(CatalogScript script) : DatasetCatalog.DatasetCatalogBase
{
    public override Task<Dataset> GetDataset(GetDatasetRequest request, ServerCallContext context) => script.Answer(context);

    public override Task<Dataset> RegisterDataset(RegisterDatasetRequest request, ServerCallContext context) => script.Answer(context);
}

/// <summary>What <see cref="ScriptedCatalog"/> does.</summary>
internal sealed class CatalogScript
{
    public Func<ServerCallContext, Task<Dataset>> Answer { get; set; } = _ => Task.FromResult(new Dataset());
}
