using System.Collections.Immutable;
using MlOps.Contracts.Experiments.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Registers the model of a finished run as the next version, with its provenance.</summary>
internal sealed class CreateModelVersion(Mutations mutations, ExperimentTracking.ExperimentTrackingClient experiments)
{
    public async Task<Mutated<RegisteredModel>> HandleAsync(V1.CreateModelVersionRequest request, CancellationToken cancellation)
    {
        var faults = new Faults().Name(request.Model, "model");
        faults.Text(request.RunId, "run_id", Limits.RunIdLength);
        Limits.CheckText(faults, request.Description, request.Tags);
        faults.ThrowIfAny();
        if (await mutations.RepeatedAsync<RegisteredModel>(request, cancellation) is { } repeated) return repeated;
        var (actor, owner) = (Caller.Current.Subject, Caller.Current.Owner);
        var run = await experiments.GetRunAsync(new GetRunRequest { RunId = request.RunId }, cancellationToken: cancellation);
        return await mutations.ApplyAsync<RegisteredModel>(
            RegisteredModel.StreamOf(request.Model), request, (model, now) => Decide(model, request, run, actor, now, owner),
            cancellation);
    }

    public static IEnumerable<object> Decide(
        RegisteredModel? state, V1.CreateModelVersionRequest command, Run run, string actor, DateTimeOffset now, string? owner = null)
    {
        var model = RegisteredModel.Existing(state, command.Model).Open();
        var subject = $"run/{run.RunId}";
        if (run.Status != RunStatus.Finished)
        {
            throw new RuleBrokenException(
                "run-finished", subject, $"The run has not finished; its status is {run.Status.ToString().ToUpperInvariant()}.");
        }

        if (run.Archived) throw new RuleBrokenException("run-archived", subject, "The run is archived.");
        if (run.Model is not { } logged) throw new RuleBrokenException("run-logged-model", subject, "The run logged no model.");
        if (model.LatestVersion >= Limits.Versions)
            throw new LimitExceededException("versions", $"A model has at most {Limits.Versions} versions.");
        var data = run.Inputs.FirstOrDefault(input => input.Context == "training") ?? new DatasetInput();
        return
        [
            new ModelVersionCreated(
                model.Name,
                model.LatestVersion + 1,
                run.RunId,
                run.Creator,
                run.Experiment,
                logged.Digest,
                logged.Flavor,
                logged.Signature.FromWire(),
                logged.InputExample?.FromWire(),
                logged.ReferenceProfileDigest,
                data.Dataset,
                data.Version,
                data.Digest,
                run.Metrics.ToImmutableSortedDictionary(metric => metric.Key, metric => metric.Value),
                run.Params.ToImmutableSortedDictionary(),
                command.Tags.ToImmutableSortedDictionary(),
                command.Description,
                actor,
                now,
                owner,
                run.Owner.Length > 0 ? run.Owner : null),
        ];
    }
}
