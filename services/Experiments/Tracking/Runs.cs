using System.Runtime.CompilerServices;
using Marten;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Experiments.Tracking;

/// <summary>Reads experiments and runs as they are now.</summary>
internal sealed class Runs(IDocumentStore store, CommitSignals signals, IHostApplicationLifetime lifetime)
{
    public async Task<Experiment> GetExperimentAsync(string name, CancellationToken cancellation)
    {
        new Faults().Name(name, "name").ThrowIfAny();
        await using var session = store.QuerySession();
        return Experiment.Existing(await session.LoadAsync<Experiment>(Experiment.StreamOf(name), cancellation), name);
    }

    /// <summary>Experiments by name, after <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<Experiment>> ListExperimentsAsync(string? after, int count, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.QueryAsync<Experiment>("where id > ? order by id limit ?", cancellation, Experiment.StreamOf(after ?? ""), count);
    }

    public async Task<Run> GetAsync(string runId, CancellationToken cancellation)
    {
        var faults = new Faults();
        Limits.CheckRunId(faults, runId);
        faults.ThrowIfAny();
        await using var session = store.QuerySession();
        return await session.LoadAsync<Run>(Run.StreamOf(runId), cancellation) ?? throw new NotFoundException("run", runId);
    }

    /// <summary>An experiment's runs, newest first, older than <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<Run>> ListAsync(string experiment, string? before, int count, CancellationToken cancellation)
    {
        await GetExperimentAsync(experiment, cancellation);
        await using var session = store.QuerySession();
        return await session.QueryAsync<Run>(
            "where data ->> 'Experiment' = ? and (? or id < ?) order by id desc limit ?", cancellation, experiment, before is null, Run.StreamOf(before ?? ""), count);
    }

    /// <summary>The run now and after every change, until it has ended or the service stops.</summary>
    /// <exception cref="OperationCanceledException">The caller left, or the service stops.</exception>
    public async IAsyncEnumerable<Run> WatchAsync(string runId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        for (var seen = 0L; ;)
        {
            var change = signals.Next(Run.StreamOf(runId));
            var run = await GetAsync(runId, watching.Token);
            if (run.Revision > seen) yield return run;
            if (run.HasEnded) yield break;
            seen = run.Revision;
            await change.WaitAsync(watching.Token);
        }
    }
}
