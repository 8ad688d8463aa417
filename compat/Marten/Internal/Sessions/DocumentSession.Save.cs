using JasperFx.Events;
using Marten.Exceptions;
using Marten.Internal.Daemon;
using Marten.Internal.Operations;
using Npgsql;

namespace Marten.Internal.Sessions;

internal sealed partial class DocumentSession
{
    public async Task SaveChangesAsync(CancellationToken token = default)
    {
        foreach (var listener in AllListeners) await listener.BeforeSaveChangesAsync(this, token);
        if (Work.IsEmpty)
        {
            await Connections.CommitAsync(token);
            return;
        }

        var saved = Work;
        var isAppend = saved.AllStreams.Count > 0;
        if (isAppend)
        {
            await Owner.Schema.EnsureEventsAsync();
            StampEvents();
            await Owner.InlineProjections.ApplyAsync(this, token);
        }

        var operations = saved.Commands(Options.EventGraph);
        if (isAppend && !Connections.Commits && Options.Events.UseListenNotifyForEventAppends) operations.Add(AppendNotifier.Notification(Options.EventGraph));
        foreach (var operation in operations)
        {
            if (operation.Mapping is { } mapping) await Owner.Schema.EnsureDocumentAsync(mapping);
        }

        await ExecuteAsync(operations, token);

        Work = new UnitOfWork();
        FetchedAggregates.Clear();
        if (isAppend && Connections.Commits) Owner.SignalAppend();
        foreach (var listener in AllListeners) await listener.AfterCommitAsync(this, saved, token);
    }

    private IEnumerable<IDocumentSessionListener> AllListeners => Options.Listeners.Count == 0 ? Listeners : Options.Listeners.Concat(Listeners);

    /// <summary>All operations in one round trip: without a transaction of its own, PostgreSQL runs a batch as one.</summary>
    private async Task ExecuteAsync(List<StorageOperation> operations, CancellationToken token)
    {
        await Connections.BeginIfIsolatedAsync(token);
        await using var lease = await Connections.LeaseAsync(token);
        await using var batch = new NpgsqlBatch(lease.Connection) { Timeout = Connections.Timeout };
        foreach (var operation in operations) batch.BatchCommands.Add(operation.ToCommand(this));
        try
        {
            await using (var reader = await batch.ExecuteReaderAsync(token))
            {
                foreach (var operation in operations)
                {
                    if (!operation.HasResult) continue;
                    if (await reader.ReadAsync(token)) operation.ReadResult(reader);
                    await reader.NextResultAsync(token);
                }
            }

            await Connections.CommitAsync(token);
        }
        catch (PostgresException failure)
        {
            await Connections.RollbackAsync();
            throw Translate(failure, operations, batch);
        }
    }

    private static Exception Translate(PostgresException failure, List<StorageOperation> operations, NpgsqlBatch batch)
    {
        // Npgsql tells which command failed only where the connection string asks for it; those before it are complete.
        var index = Math.Min(batch.BatchCommands.Cast<NpgsqlBatchCommand>().TakeWhile(c => c.StatementType != StatementType.Unknown).Count(), operations.Count - 1);
        return operations[index].Translate(failure) ?? new MartenCommandException(new NpgsqlCommand(batch.BatchCommands[index].CommandText), failure);
    }

    private void StampEvents()
    {
        var config = Options.EventGraph.MetadataConfig;
        var now = Options.EventGraph.TimeProvider.GetUtcNow();
        foreach (var stream in Work.AllStreams)
        {
            foreach (var e in stream.Events)
            {
                if (e.Timestamp == default) e.Timestamp = now;
                if (config.CorrelationIdEnabled) e.CorrelationId ??= CorrelationId;
                if (config.CausationIdEnabled) e.CausationId ??= CausationId;
                if (config.UserNameEnabled) e.UserName ??= LastModifiedBy;
                if (!config.HeadersEnabled || headers is null) continue;
                foreach (var (key, value) in headers) e.SetHeader(key, value);
            }
        }
    }
}
