using Marten.Internal.Schema;
using Marten.Internal.Sessions;
using Marten.Services;

namespace Marten.Internal.Daemon;

/// <summary>Deletes what a projection has stored, and its position, in one transaction.</summary>
internal sealed class ProjectionTeardown(DocumentStore store)
{
    public async Task ExecuteAsync(AsyncShard shard, CancellationToken token)
    {
        await using var session = new DocumentSession(store, new SessionOptions());
        var options = shard.Options;
        if (options.TeardownDataOnRebuild)
        {
            foreach (var type in options.StorageTypes.Distinct())
            {
                var mapping = store.Options.MappingFor(type);
                await store.Schema.EnsureDocumentAsync(mapping);
                session.QueueSqlCommand($"delete from {mapping.Table}");
            }

            foreach (var table in options.TeardownTables) session.QueueSqlCommand($"delete from {table}");
        }

        session.QueueSqlCommand($"delete from {store.Options.EventGraph.DatabaseSchemaName}.mt_event_progression where name = ?", shard.Name.Identity);
        await session.SaveChangesAsync(token);
    }
}
