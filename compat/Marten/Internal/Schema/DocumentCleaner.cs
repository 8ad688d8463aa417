using Marten.Schema;
using Npgsql;

namespace Marten.Internal.Schema;

/// <summary>Deletes stored data.</summary>
internal sealed class DocumentCleaner(DocumentStore store) : IDocumentCleaner
{
    public async Task DeleteAllDocumentsAsync(CancellationToken ct = default)
    {
        foreach (var mapping in store.Options.Documents.Where(d => d.IdMember is not null)) await DeleteDocumentsByTypeAsync(mapping.DocumentType, ct);
    }

    public async Task DeleteDocumentsByTypeAsync(Type documentType, CancellationToken ct = default)
    {
        var mapping = store.Options.MappingFor(documentType);
        await store.Schema.EnsureDocumentAsync(mapping);
        await ExecuteAsync($"delete from {mapping.Table}", ct);
    }

    public async Task DeleteAllEventDataAsync(CancellationToken ct = default)
    {
        var schema = store.Options.EventGraph.DatabaseSchemaName;
        await store.Schema.EnsureEventsAsync();
        await ExecuteAsync($"delete from {schema}.mt_events; delete from {schema}.mt_streams; delete from {schema}.mt_event_progression; delete from {schema}.mt_high_water_skips", ct);
    }

    private async Task ExecuteAsync(string sql, CancellationToken token)
    {
        await using var command = store.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(token);
    }
}
