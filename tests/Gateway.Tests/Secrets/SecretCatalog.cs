using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Tests.Secrets;

/// <summary>A service that needs a secret, as any service gets one: with a client of the gateway.</summary>
internal sealed class SecretCatalog(Contracts.Identity.V1.Secrets.SecretsClient secrets) : DatasetCatalog.DatasetCatalogBase
{
    public override async Task<Dataset> GetDataset(GetDatasetRequest request, ServerCallContext context)
    {
        var used = await secrets.UseSecretAsync(new UseSecretRequest { Name = request.Name, Purpose = "import" });
        return new Dataset { Name = request.Name, Description = used.Value.ToStringUtf8() };
    }
}
