using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Blobs;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Catalog.Tests;

/// <summary>A call of each RPC that changes something, of a dataset in which it can be granted.</summary>
/// <param name="Send">System, dataset, a number that makes the change another one, request id, expected version → the answer.</param>
internal sealed record CatalogCalls(Func<CatalogSystem, string, int, string, long?, Task<IMessage>> Send)
{
    public static readonly Dictionary<string, CatalogCalls> Mutations = new()
    {
        ["RegisterDataset"] = new(async (system, dataset, i, id, expected) => await system.Ann.RegisterDatasetAsync(With(
            new RegisterDatasetRequest { Name = $"{dataset}-new", Description = $"{i}" }, id, expected))),
        ["UpdateDataset"] = new(async (system, dataset, i, id, expected) => await system.Ann.UpdateDatasetAsync(With(
            new UpdateDatasetRequest { Name = dataset, Description = $"{i}", UpdateMask = new FieldMask { Paths = { "description" } } },
            id, expected))),
        ["ArchiveDataset"] = new(async (system, dataset, i, id, expected) => await system.Ann.ArchiveDatasetAsync(With(
            new ArchiveDatasetRequest { Name = dataset, Reason = $"{i}" }, id, expected))),
        ["ImportVersion"] = new(async (system, dataset, i, id, expected) => await system.ImportAsync(
            dataset, "data.csv", Csv(i), header => With(header, id, expected))),
        ["CommitVersion"] = new(async (system, dataset, i, id, expected) => await system.Ann.CommitVersionAsync(With(
            new CommitVersionRequest { Dataset = dataset, Files = { await FileAsync(system, "data.csv", Csv(i)) } }, id, expected))),
    };

    public static string Csv(int i) => $"a,b\n{i},x\n";

    /// <summary>A file whose bytes are in the blob store.</summary>
    public static async Task<DatasetFile> FileAsync(CatalogSystem system, string path, string content)
    {
        using var acting = system.Service.Services.GetRequiredService<ServiceIdentity>().Act();
        var blobs = system.Service.Services.GetRequiredService<IBlobStore>();
        var blob = await blobs.PutAsync(new MemoryStream(Encoding.UTF8.GetBytes(content)), CancellationToken.None);
        return new DatasetFile { Path = path, Digest = blob.Digest, SizeBytes = blob.Size, Format = "csv" };
    }

    /// <summary>The answer, or why there is none.</summary>
    public async Task<(StatusCode Code, IMessage? Answer)> OutcomeAsync(
        CatalogSystem system, string dataset, int i = 0, string id = "", long? expected = null)
    {
        try
        {
            return (StatusCode.OK, await Send(system, dataset, i, id, expected));
        }
        catch (RpcException e)
        {
            return (e.StatusCode, null);
        }
    }

    private static T With<T>(T request, string id, long? expected)
        where T : IMessage
    {
        request.Descriptor.FindFieldByName("request_id").Accessor.SetValue(request, id);
        if (expected is { } version) request.Descriptor.FindFieldByName("expected_version").Accessor.SetValue(request, version);
        return request;
    }
}
