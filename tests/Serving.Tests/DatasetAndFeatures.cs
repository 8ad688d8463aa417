using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Features.V1;
using MlOps.ServiceHost;
using ValueType = MlOps.Contracts.Features.V1.ValueType;

namespace MlOps.Serving.Tests;

/// <summary>Makes feature services out of a few lines of CSV.</summary>
public sealed class DatasetAndFeatures(ChannelBase catalog, ChannelBase features)
{
    /// <summary>A materialized feature service with temp and hum by the INT64 key "hour".</summary>
    public async Task<string> ServiceAsync(string csv)
    {
        var name = $"f-{Guid.NewGuid():n}";
        var datasets = new DatasetCatalog.DatasetCatalogClient(catalog);
        var store = new FeatureStore.FeatureStoreClient(features);
        await datasets.RegisterDatasetAsync(new RegisterDatasetRequest { Name = name });
        using (var call = datasets.ImportVersion())
        {
            await call.RequestStream.WriteAsync(new ImportVersionRequest { Header = new ImportHeader { Dataset = name, FileName = "data.csv" } });
            await call.RequestStream.WriteAsync(new ImportVersionRequest { Chunk = ByteString.CopyFromUtf8(csv) });
            await call.RequestStream.CompleteAsync();
            await catalog.CreateCallInvoker().ResultOfAsync<DatasetVersion>(call.ResponseAsync);
        }

        await store.CreateEntityAsync(new CreateEntityRequest { Name = name, JoinKeys = { new JoinKey { Name = "hour", Type = ValueType.Int64 } } });
        await store.CreateFeatureViewAsync(new CreateFeatureViewRequest
        {
            Name = name,
            Entities = { name },
            Source = new Source { Dataset = name, EventTimestamp = "seen" },
            Features = { new Feature { Name = "temp", Type = ValueType.Double }, new Feature { Name = "hum", Type = ValueType.Double } },
        });
        await store.CreateFeatureServiceAsync(new CreateFeatureServiceRequest { Name = name, Features = { new FeatureReference { FeatureView = name } } });
        await features.CreateCallInvoker().ResultOfAsync<Materialization>(
            store.MaterializeAsync(new MaterializeRequest { FeatureView = name }));
        return name;
    }
}
