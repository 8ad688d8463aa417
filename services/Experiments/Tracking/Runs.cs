using System.Runtime.CompilerServices;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Experiments.Tracking;

/// <summary>Reads experiments and runs as they are now.</summary>
internal sealed class Runs(CallerSessions sessions, CommitSignals signals, IHostApplicationLifetime lifetime)
{
    public async Task<Experiment> GetExperimentAsync(string name, string field, CancellationToken cancellation)
    {
        new Faults().Name(name, field).ThrowIfAny();
        await using var session = sessions.Query();
        return Experiment.Existing(await session.LoadAsync<Experiment>(Experiment.StreamOf(name), cancellation), name);
    }

    /// <summary>Experiments by name.</summary>
    public async Task<Page<Experiment>> ListExperimentsAsync(ExperimentFilter filter, PageRequest page, CancellationToken cancellation)
    {
        await using var session = sessions.Query();
        var query = new DocumentQuery<Experiment>(experiment => experiment.Id, filter.Descending).WithTags(filter.Tags);
        if (filter.NamePrefix.Length > 0) query.Where("starts_with(id, ?)", Experiment.StreamOf(filter.NamePrefix));
        if (!filter.Archived) query.Where("data ->> 'Archived' = 'false'");
        return await query.PageAsync(session, page, cancellation);
    }

    public async Task<Run> GetAsync(string runId, CancellationToken cancellation)
    {
        var faults = new Faults();
        Limits.CheckRunId(faults, runId);
        faults.ThrowIfAny();
        await using var session = sessions.Query();
        return Run.Existing(await session.LoadAsync<Run>(Run.StreamOf(runId), cancellation), runId);
    }

    /// <summary>An experiment's runs by their start.</summary>
    public async Task<Page<Run>> ListAsync(string experiment, RunFilter filter, PageRequest page, CancellationToken cancellation)
    {
        await GetExperimentAsync(experiment, "experiment", cancellation);
        await using var session = sessions.Query();
        var query = new DocumentQuery<Run>(run => run.Id, filter.Descending)
            .Where("data ->> 'Experiment' = ?", experiment).WithTags(filter.Tags);
        if (filter.Status is { } status) query.Where("data ->> 'Status' = ?", status.ToString());
        if (filter.Creator.Length > 0) query.Where("data ->> 'StartedBy' = ?", filter.Creator);
        if (filter.StartedFrom is { } from) query.Where("cast(data ->> 'StartedAt' as timestamptz) >= ?", from);
        if (filter.StartedBefore is { } before) query.Where("cast(data ->> 'StartedAt' as timestamptz) < ?", before);
        if (!filter.Archived) query.Where("data ->> 'Archived' = 'false'");
        return await query.PageAsync(session, page, cancellation);
    }

    /// <summary>The run now and after every change, until nothing can be added to it or the service stops.</summary>
    /// <exception cref="OperationCanceledException">The caller left, or the service stops.</exception>
    public async IAsyncEnumerable<Run> WatchAsync(string runId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        for (var seen = 0L; ;)
        {
            var change = signals.Next(Run.StreamOf(runId));
            var run = await GetAsync(runId, watching.Token);
            if (run.Revision > seen) yield return run;
            if (run.HasEnded || run.Archived) yield break;
            seen = run.Revision;
            await change.WaitAsync(watching.Token);
        }
    }
}
