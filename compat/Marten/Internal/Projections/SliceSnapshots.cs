using Marten.Internal.Sessions;

namespace Marten.Internal.Projections;

/// <summary>Loads the documents that slices go on from: one query per tenant.</summary>
internal static class SliceSnapshots
{
    public static async Task LoadAsync<TDoc, TId>(DocumentSession session, IEnumerable<DocumentSlice<TDoc, TId>> slices, CancellationToken token)
        where TDoc : notnull
        where TId : notnull
    {
        var mapping = session.Options.MappingFor(typeof(TDoc));
        foreach (var tenant in slices.GroupBy(s => s.TenantId))
        {
            var byId = tenant.ToDictionary(s => s.Id);
            foreach (var document in await session.LoadManyAsync<TDoc, TId>([.. byId.Keys], token, tenant.Key))
                byId[(TId)mapping.ReadId(document)!].Snapshot = document;
        }
    }
}
