using System.Text;
using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceHost;

namespace MlOps.Catalog.Tests;

/// <summary>A running catalog, and ann who may change it.</summary>
public sealed class CatalogSystem : IAsyncLifetime
{
    private string workspace = "default";

    public TestSystem System { get; private set; } = null!;

    public TestService Service { get; private set; } = null!;

    public DatasetCatalog.DatasetCatalogClient Ann { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        Service = await System.StartServiceAsync("catalog", b => b.AddCatalog(), a => a.MapCatalog());
        Ann = new DatasetCatalog.DatasetCatalogClient(Service.ChannelAs("ann", "engineer"));
    }

    public async Task DisposeAsync()
    {
        await Service.DisposeAsync();
        await System.DisposeAsync();
    }

    /// <summary>The same catalog in another workspace.</summary>
    public CatalogSystem In(string other) => new()
    {
        System = System, Service = Service, workspace = other,
        Ann = new DatasetCatalog.DatasetCatalogClient(Service.ChannelIn(other, "ann", "engineer")),
    };

    public CallInvoker Calls => Service.ChannelIn(workspace, "ann", "engineer").CreateCallInvoker();

    /// <summary>Registers a dataset.</summary>
    public async Task<Dataset> RegisterAsync(string name) => await Ann.RegisterDatasetAsync(new RegisterDatasetRequest { Name = name });

    public Task<DatasetVersion> ImportAsync(string dataset, string fileName, string content, Action<ImportHeader>? header = null) =>
        ImportAsync(dataset, fileName, Encoding.UTF8.GetBytes(content), header);

    /// <summary>Sends a file in chunks of 64 KiB.</summary>
    public async Task<DatasetVersion> ImportAsync(string dataset, string fileName, byte[] content, Action<ImportHeader>? header = null)
    {
        using var call = Ann.ImportVersion();
        var first = new ImportHeader { Dataset = dataset, FileName = fileName };
        header?.Invoke(first);
        await call.RequestStream.WriteAsync(new ImportVersionRequest { Header = first });
        foreach (var chunk in content.Chunk(64 * 1024))
            await call.RequestStream.WriteAsync(new ImportVersionRequest { Chunk = ByteString.CopyFrom(chunk) });
        await call.RequestStream.CompleteAsync();
        return await Calls.ResultOfAsync<DatasetVersion>(call.ResponseAsync);
    }

    /// <summary>All blobs in the store.</summary>
    public IReadOnlyList<string> Blobs() =>
        Directory.Exists(System.BlobRoot)
            ? [.. Directory.EnumerateFiles(System.BlobRoot, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/holders/"))]
            : [];
}
