using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten.Internal.Operations;
using Marten.Internal.Sessions;
using Marten.Services;
using Microsoft.Extensions.Logging;

namespace Marten.Internal.Daemon;

/// <summary>Handles the pages of one shard: each leads to one transaction, with the new position in it.</summary>
internal sealed class PageExecution(DocumentStore store, AsyncShard shard, ShardExecutionMode mode, ErrorHandlingOptions errors, ILogger logger)
{
    public async Task ExecuteAsync(EventRange page, List<DeadLetterEvent> deadLetters, CancellationToken token)
    {
        while (true)
        {
            try
            {
                await TryExecuteAsync(page, deadLetters, token);
                return;
            }
            catch (ApplyEventException failure) when (errors.SkipApplyErrors && page.Events.Remove(failure.Event))
            {
                DaemonLog.EventSkipped(logger, failure, shard.Name.Identity, failure.Event.Sequence);
                deadLetters.Add(new DeadLetterEvent(failure.Event, shard.Name, failure));
            }
        }
    }

    private async Task TryExecuteAsync(EventRange page, List<DeadLetterEvent> deadLetters, CancellationToken token)
    {
        await using var session = new DocumentSession(store, new SessionOptions());
        var controller = new ShardController(shard, mode, errors, page.SequenceFloor, (floor, ceiling) => AdvanceAsync(floor, ceiling, token));
        var listener = page.Events.Count == 0 ? NullChangeListener.Instance : await shard.HandleAsync(page, controller, session, token);
        if (controller.Failure is not null) throw new ShardFailureException(shard.Name, controller.Failure);

        session.Insert(deadLetters.Concat(controller.DeadLetters));
        // A position alone may be lost in a crash: the same empty page is then read again.
        if (session.Work.IsEmpty && page.Events.Count == 0) session.QueueSqlCommand("select set_config('synchronous_commit', 'off', true)");
        if (page.SequenceCeiling > controller.Floor) session.Work.Add(new AdvanceProgress(shard.Name, controller.Floor, page.SequenceCeiling));

        var listeners = store.Options.Projections.AsyncListeners.Append(listener).ToList();
        var changes = session.Work;
        foreach (var one in listeners) await one.BeforeCommitAsync(session, changes, token);
        await session.SaveChangesAsync(token);
        foreach (var one in listeners) await one.AfterCommitAsync(session, changes, token);
    }

    private async Task AdvanceAsync(long floor, long ceiling, CancellationToken token)
    {
        await using var session = new DocumentSession(store, new SessionOptions());
        session.Work.Add(new AdvanceProgress(shard.Name, floor, ceiling));
        await session.SaveChangesAsync(token);
    }
}
