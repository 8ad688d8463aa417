using JasperFx.Events.Projections;
using JasperFx.Events.Protected;
using Marten.Events.Protected;
using Marten.Internal.Daemon;
using Marten.Internal.Schema;
using Marten.Schema;

namespace Marten;

/// <summary>What is rarely needed.</summary>
public class AdvancedOperations
{
    private readonly DocumentStore store;

    internal AdvancedOperations(DocumentStore store) => this.store = store;

    /// <summary>Deletes stored data.</summary>
    public IDocumentCleaner Clean => new DocumentCleaner(store);

    /// <summary>Deletes all documents and events.</summary>
    public async Task ResetAllData(CancellationToken cancellation = default)
    {
        await Clean.DeleteAllDocumentsAsync(cancellation);
        await Clean.DeleteAllEventDataAsync(cancellation);
    }

    /// <summary>How far every projection and subscription has come, and the high water mark.</summary>
    public async Task<IReadOnlyList<ShardState>> AllProjectionProgress(string? tenantId = null, CancellationToken token = default) =>
        await new ProgressTable(store).ReadAllAsync(token);

    /// <summary>How far one projection or subscription has come; 0 where it has not begun.</summary>
    public async Task<long> ProjectionProgressFor(ShardName name, string? tenantId = null, CancellationToken token = default) =>
        await new ProgressTable(store).ReadAsync(name.Identity, token) ?? 0;

    /// <summary>Applies the masking rules to stored events.</summary>
    public Task ApplyEventDataMasking(Action<IEventDataMasking> configure, CancellationToken token = default)
    {
        var masking = new EventDataMasking(store);
        configure(masking);
        return masking.ApplyAsync(token);
    }
}
