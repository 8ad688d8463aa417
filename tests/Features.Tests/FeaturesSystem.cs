using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Catalog;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Features.V1;
using MlOps.ServiceHost;
using V1 = MlOps.Contracts.Features.V1;
using Value = MlOps.Contracts.Features.V1.Value;

namespace MlOps.Features.Tests;

/// <summary>A running catalog and feature store, and ann who may change both.</summary>
public sealed class FeaturesSystem : IAsyncLifetime
{
    private string workspace = "default";

    public TestSystem System { get; private set; } = null!;

    public TestService Service { get; private set; } = null!;

    public TestService CatalogService { get; private set; } = null!;

    public FeatureStore.FeatureStoreClient Ann { get; private set; } = null!;

    /// <summary>Where ann's calls to the feature store go.</summary>
    public CallInvoker Calls { get; private set; } = null!;

    public DatasetCatalog.DatasetCatalogClient Catalog { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        CatalogService = await System.StartServiceAsync("catalog", b => b.AddCatalog(), a => a.MapCatalog());
        Service = await System.StartServiceAsync("features", b => b.AddFeatures(), a => a.MapFeatures());
        Enter("default");
    }

    public async Task DisposeAsync()
    {
        await Service.DisposeAsync();
        await CatalogService.DisposeAsync();
        await System.DisposeAsync();
    }

    /// <summary>The same system in another workspace.</summary>
    public FeaturesSystem In(string other)
    {
        var there = new FeaturesSystem { System = System, Service = Service, CatalogService = CatalogService };
        there.Enter(other);
        return there;
    }

    /// <summary>Imports a file into a dataset, which is registered if it is new.</summary>
    public async Task<DatasetVersion> ImportAsync(string dataset, ByteString csv)
    {
        if (!(await Catalog.ListDatasetsAsync(new ListDatasetsRequest { PageSize = 1000 })).Datasets.Any(d => d.Name == dataset))
            await Catalog.RegisterDatasetAsync(new RegisterDatasetRequest { Name = dataset });
        using var call = Catalog.ImportVersion();
        await call.RequestStream.WriteAsync(
            new ImportVersionRequest { Header = new ImportHeader { Dataset = dataset, FileName = "data.csv" } });
        for (var at = 0; at < csv.Length; at += 512 * 1024)
            await call.RequestStream.WriteAsync(new ImportVersionRequest
            {
                Chunk = ByteString.CopyFrom(csv.Span[at..Math.Min(csv.Length, at + (512 * 1024))]),
            });
        await call.RequestStream.CompleteAsync();
        return await CatalogService.ChannelIn(workspace, "ann", "engineer").CreateCallInvoker().ResultOfAsync<DatasetVersion>(call.ResponseAsync);
    }

    public Task<DatasetVersion> ImportAsync(string dataset, string csv) => ImportAsync(dataset, ByteString.CopyFromUtf8(csv));

    /// <summary>Creates an entity of the same name as its INT64 join key.</summary>
    public async Task EntityAsync(string key) =>
        await Ann.CreateEntityAsync(
            new CreateEntityRequest { Name = key, JoinKeys = { new JoinKey { Name = key, Type = V1.ValueType.Int64 } } });

    /// <summary>Creates a view with DOUBLE features over the column "seen".</summary>
    public async Task<FeatureView> ViewAsync(string name, string entity, string dataset, TimeSpan ttl, params string[] features) =>
        await Ann.CreateFeatureViewAsync(new CreateFeatureViewRequest
        {
            Name = name,
            Entities = { entity },
            Source = new Source { Dataset = dataset, EventTimestamp = "seen" },
            Features = { features.Select(f => new Feature { Name = f, Type = V1.ValueType.Double }) },
            Ttl = ttl.ToDuration(),
        });

    /// <summary>Makes a training set and waits for it.</summary>
    public Task<TrainingSet> TrainingSetAsync(CreateTrainingSetRequest request) =>
        Calls.ResultOfAsync<TrainingSet>(Ann.CreateTrainingSetAsync(request));

    /// <summary>Materializes a view and waits for the end.</summary>
    public Task<Materialization> MaterializeAsync(MaterializeRequest request) =>
        Calls.ResultOfAsync<Materialization>(Ann.MaterializeAsync(request));

    public async Task<FeatureService> ServiceAsync(string name, params FeatureReference[] features) =>
        await Ann.CreateFeatureServiceAsync(new CreateFeatureServiceRequest { Name = name, Features = { features } });

    private void Enter(string other)
    {
        workspace = other;
        Calls = Service.ChannelIn(other, "ann", "engineer").CreateCallInvoker();
        Ann = new FeatureStore.FeatureStoreClient(Calls);
        Catalog = new DatasetCatalog.DatasetCatalogClient(CatalogService.ChannelIn(other, "ann", "engineer"));
    }

    /// <summary>Looks features up by one INT64 key; null is no key.</summary>
    public async Task<GetOnlineFeaturesResponse> LookupAsync(string service, string key, params long?[] values) =>
        await Ann.GetOnlineFeaturesAsync(new GetOnlineFeaturesRequest
        {
            FeatureService = service,
            Entities =
            {
                [key] = new ValueList { Values = { values.Select(v => v is { } n ? new Value { Int64Value = n } : new Value()) } },
            },
        });
}
