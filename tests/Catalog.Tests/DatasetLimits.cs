using System.Text;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceDefaults.Paging;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Catalog.Tests;

/// <summary>The limits of the RPCs about datasets: each method tries the largest and returns how many larger ones were refused.</summary>
internal sealed class DatasetLimits(CatalogSystem system)
{
    private const int MaxAnswer = 4 << 20;

    private DatasetCatalog.DatasetCatalogClient Ann => system.Ann;

    public async Task<int> RegisterAsync()
    {
        var largest = new RegisterDatasetRequest
        {
            Name = Largest.Name("registered"), Description = Largest.Text(Limits.DescriptionLength), Tags = { Largest.Labels() },
            RequestId = Largest.Text(128),
        };
        var registered = await Ann.RegisterDatasetAsync(largest);

        (registered.Description, registered.Tags).ShouldBe((largest.Description, largest.Tags));
        (await Ann.GetDatasetAsync(new GetDatasetRequest { Name = largest.Name })).ShouldBe(registered);
        (await Ann.ListDatasetsAsync(new ListDatasetsRequest { NamePrefix = largest.Name })).Datasets.ShouldBe([registered]);
        var wire = await system.System.ConsumeAsync<DatasetRegistered>(Topics.Catalog, m => m.Data.Dataset == largest.Name);
        (wire.Data.Description, wire.Data.Tags).ShouldBe((largest.Description, largest.Tags));
        return await Largest.RefuseEachAsync(
            largest, request => Ann.RegisterDatasetAsync(request),
            ("name", r => r.Name += "x"), ("description", r => r.Description += "x"), ("request_id", r => r.RequestId += "x"),
            ("tags", r => r.Tags["x"] = "x"), ("tags", r => Largest.TooManyLabels(r.Tags)), ("tags", r => Largest.LongKey(r.Tags)),
            ("tags.k", r => Largest.LongValue(r.Tags)));
    }

    public async Task<int> GetAsync()
    {
        var request = new GetDatasetRequest { Name = Largest.Name("got") };
        await system.RegisterAsync(request.Name);
        (await Ann.GetDatasetAsync(request)).Name.ShouldBe(request.Name);
        return await Largest.RefuseEachAsync(request, r => Ann.GetDatasetAsync(r), ("name", r => r.Name += "x"));
    }

    public async Task<int> ListAsync()
    {
        for (var i = 0; i < 40; i++)
        {
            var request = new RegisterDatasetRequest
            {
                Name = $"list-{i:D2}", Description = Largest.Text(Limits.DescriptionLength), Tags = { Largest.Labels() },
            };
            await Ann.RegisterDatasetAsync(request);
        }

        var first = await Ann.ListDatasetsAsync(new ListDatasetsRequest
        {
            NamePrefix = "list-", PageSize = int.MaxValue, Tags = { Largest.Labels() },
        });
        first.CalculateSize().ShouldBeInRange(MaxAnswer / 2, MaxAnswer);
        var names = await Pages.ReadAsync(1000, async (size, token) =>
        {
            var page = await Ann.ListDatasetsAsync(new ListDatasetsRequest { NamePrefix = "list-", PageSize = size, PageToken = token });
            return (page.Datasets.Select(dataset => dataset.Name), page.NextPageToken);
        });
        names.ShouldBe(Enumerable.Range(0, 40).Select(i => $"list-{i:D2}"));
        var largest = new ListDatasetsRequest { NamePrefix = new string('x', 128) };
        (await Ann.ListDatasetsAsync(largest)).Datasets.ShouldBeEmpty();
        return await Largest.RefuseEachAsync(
            largest, request => Ann.ListDatasetsAsync(request),
            ("name_prefix", r => r.NamePrefix += "x"), ("tags", r => Largest.TooManyLabels(r.Tags)),
            ("tags", r => Largest.LongKey(r.Tags)));
    }

    public async Task<int> UpdateAsync()
    {
        await system.RegisterAsync("updated");
        var largest = new UpdateDatasetRequest
        {
            Name = "updated", Description = Largest.Text(Limits.DescriptionLength), Tags = { Largest.Labels() },
            Reason = Largest.Text(Limits.ReasonLength),
            RequestId = Largest.Text(128), UpdateMask = new FieldMask { Paths = { "description", "tags" } },
        };
        var updated = await Ann.UpdateDatasetAsync(largest);

        (updated.Description, updated.Tags).ShouldBe((largest.Description, largest.Tags));
        (await Ann.GetDatasetAsync(new GetDatasetRequest { Name = "updated" })).ShouldBe(updated);
        var wire = await system.System.ConsumeAsync<DatasetUpdated>(Topics.Catalog, m => m.Data.Dataset == "updated");
        (wire.Data.Description, wire.Data.Tags, wire.Reason).ShouldBe((largest.Description, largest.Tags, largest.Reason));
        return await Largest.RefuseEachAsync(
            largest, request => Ann.UpdateDatasetAsync(request),
            ("description", r => r.Description += "x"), ("reason", r => r.Reason += "x"), ("request_id", r => r.RequestId += "x"),
            ("tags", r => r.Tags["x"] = "x"), ("update_mask", r => r.UpdateMask.Paths.Add("name")));
    }

    public async Task<int> ArchiveAsync()
    {
        await system.RegisterAsync("ended");
        var largest = new ArchiveDatasetRequest
        {
            Name = "ended", Reason = Largest.Text(Limits.ReasonLength), RequestId = Largest.Text(128),
        };
        (await Ann.ArchiveDatasetAsync(largest)).Archived.ShouldBeTrue();

        var wire = await system.System.ConsumeAsync<DatasetArchived>(Topics.Catalog, m => m.Data.Dataset == "ended");
        wire.Reason.ShouldBe(largest.Reason);
        (await Ann.ListDatasetsAsync(new ListDatasetsRequest { NamePrefix = "ended", ShowArchived = true })).Datasets
            .ShouldHaveSingleItem();
        return await Largest.RefuseEachAsync(
            largest, request => Ann.ArchiveDatasetAsync(request), ("reason", r => r.Reason += "x"),
            ("request_id", r => r.RequestId += "x"));
    }
}
