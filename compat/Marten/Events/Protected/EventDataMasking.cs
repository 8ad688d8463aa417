using System.Linq.Expressions;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Protected;
using Marten.Events.Archiving;

namespace Marten.Events.Protected;

/// <summary>Applies the masking rules to chosen events, in one transaction.</summary>
internal sealed class EventDataMasking(DocumentStore store) : IEventDataMasking
{
    private readonly List<Func<IDocumentSession, CancellationToken, Task<IReadOnlyList<IEvent>>>> sources = [];
    private readonly Dictionary<string, object> headers = [];
    private string tenant = StorageConstants.DefaultTenantId;

    public IEventDataMasking ForTenant(string tenantId)
    {
        tenant = tenantId;
        return this;
    }

    public IEventDataMasking IncludeStream(Guid streamId) => IncludeStream(streamId, _ => true);

    public IEventDataMasking IncludeStream(string streamKey) => IncludeStream(streamKey, _ => true);

    public IEventDataMasking IncludeStream(Guid streamId, Func<IEvent, bool> filter) =>
        Add(async (session, token) => [.. (await session.Events.FetchStreamAsync(streamId, token: token)).Where(filter)]);

    public IEventDataMasking IncludeStream(string streamKey, Func<IEvent, bool> filter) =>
        Add(async (session, token) => [.. (await session.Events.FetchStreamAsync(streamKey, token: token)).Where(filter)]);

    public IEventDataMasking IncludeEvents(Expression<Func<IEvent, bool>> filter) =>
        Add((session, token) => session.Events.QueryAllRawEvents().Where(filter).ToListAsync(token));

    public IEventDataMasking AddHeader(string key, object value)
    {
        headers[key] = value;
        return this;
    }

    public async Task ApplyAsync(CancellationToken token)
    {
        if (sources.Count == 0)
            throw new InvalidOperationException("You need to specify at least one stream identity or event filter first as part of the Fluent Interface");
        await using var session = store.LightweightSession(tenant);
        foreach (var source in sources)
        {
            foreach (var e in await source(session, token))
            {
                if (store.Options.EventGraph.Mask(e) is not { } masked) continue;
                foreach (var (key, value) in headers) masked.SetHeader(key, value);
                session.Events.OverwriteEvent(masked);
            }
        }

        await session.SaveChangesAsync(token);
    }

    private EventDataMasking Add(Func<IDocumentSession, CancellationToken, Task<IReadOnlyList<IEvent>>> source)
    {
        sources.Add(source);
        return this;
    }
}
