using System.Collections.Immutable;
using Marten;
using MlOps.Blobs;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Tracking;

/// <summary>Starts a run of an experiment.</summary>
internal sealed class CreateRun(Mutations mutations, IQuerySession session)
{
    private static readonly string[] Contexts = ["", "training", "evaluation"];

    public async Task<Mutated<Run>> HandleAsync(V1.CreateRunRequest request, CancellationToken cancellation)
    {
        Check(request);
        if (await mutations.RepeatedAsync<Run>(request, cancellation) is { } repeated) return repeated;
        var experiment = await session.LoadAsync<Experiment>(Experiment.StreamOf(request.Experiment), cancellation);
        // Ids of version 7 ascend with time, so that runs can be listed by start with their id alone.
        var runId = Guid.CreateVersion7().ToString("n");
        var (actor, owner) = (Caller.Current.Subject, Caller.Current.Owner);
        return await mutations.ApplyAsync<Run>(
            Run.StreamOf(runId), request, (_, now) => Decide(experiment, runId, request, actor, now, owner), cancellation);
    }

    public static IEnumerable<object> Decide(
        Experiment? experiment, string runId, V1.CreateRunRequest command, string actor, DateTimeOffset now, string? owner = null) =>
    [
        new RunStarted(
            runId,
            Experiment.Existing(experiment, command.Experiment).Open().Name,
            command.RunName.Length > 0 ? command.RunName : $"run-{runId[^8..]}",
            command.Tags.ToImmutableSortedDictionary(),
            [.. command.Inputs.Select(input => new DatasetInput(input.Dataset, input.Version, input.Digest, input.Context))],
            actor,
            now,
            owner),
    ];

    private static void Check(V1.CreateRunRequest request)
    {
        var faults = new Faults().Name(request.Experiment, "experiment").Length(request.RunName, "run_name", Limits.RunNameLength);
        Limits.CheckTags(faults, request.Tags);
        faults.Count(request.Inputs.Count, "inputs", Limits.RunInputs);
        foreach (var (input, i) in request.Inputs.Take(Limits.RunInputs).Select((input, i) => (input, i)))
        {
            faults.Name(input.Dataset, $"inputs[{i}].dataset");
            faults.Require(input.Version > 0, $"inputs[{i}].version", "must be greater than 0");
            faults.Require(Digest.IsValid(input.Digest), $"inputs[{i}].digest", "must be sha256: and 64 hexadecimal digits");
            faults.Require(Contexts.Contains(input.Context), $"inputs[{i}].context", "must be training, evaluation or empty");
        }

        faults.ThrowIfAny();
    }
}
