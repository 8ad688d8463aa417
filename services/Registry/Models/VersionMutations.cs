using Google.Protobuf;
using MlOps.EventSourcing;
using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Models;

/// <summary>
/// Changes a model by decisions about one version. The model's state does not hold its versions, so that a decision is made from
/// the documents of one revision, and repeated when that revision is stale.
/// </summary>
internal sealed class VersionMutations(Mutations mutations, RegisteredModels models)
{
    private const int MaxAttempts = 5;

    public async Task<Mutated<RegisteredModel>> ApplyAsync(
        string model, long version, IMessage request, Func<VersionInModel, DateTimeOffset, IEnumerable<object>> decide,
        CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await mutations.RepeatedAsync<RegisteredModel>(request, cancellation) is { } repeated) return repeated;
            var read = await models.GetVersionInModelAsync(model, version, cancellation);
            var stale = false;
            try
            {
                return await mutations.ApplyAsync<RegisteredModel>(read.Model.Id, request, DecideIfCurrent, cancellation);
            }
            catch (VersionConflictException) when (stale && attempt < MaxAttempts)
            {
                // Lost a race: the next attempt reads the newer revision.
            }

            IEnumerable<object> DecideIfCurrent(RegisteredModel? current, DateTimeOffset now)
            {
                stale = current?.Revision != read.Model.Revision;
                if (stale) throw new VersionConflictException($"{read.Model.Id} is being changed by others; try again");
                return decide(read, now);
            }
        }
    }
}

/// <summary>The input of a decision about a version, consistent at one revision of the model.</summary>
internal sealed record VersionInModel(RegisteredModel Model, ModelVersionDetails Version, IReadOnlyDictionary<string, GatedVersion> Holders)
{
    /// <summary>Evaluates the model's gates for the version, put forward by these persons, named with their owners.</summary>
    /// <exception cref="RuleBrokenException">A required gate is not passed.</exception>
    public IReadOnlyList<GateResult> PassGates(GateKinds kinds, params IReadOnlyCollection<string?> persons)
    {
        var results = kinds.Evaluate(Model.Gates.Values, new GateContext(Version.Gated(), Holders), persons);
        var blocking = results.Where(result => result.Blocks).ToList();
        return blocking.Count == 0 ? results : throw new RuleBrokenException("gates", Version.Subject(), Refusal(blocking));
    }

    /// <summary>The gates that are not passed, within the length of an error message.</summary>
    private string Refusal(List<GateResult> blocking)
    {
        const int length = 4000;
        var said = new List<string>();
        var room = length;
        foreach (var text in blocking.Select(result => result.Describe()))
        {
            if ((room -= text.Length) < 0) break;
            said.Add(text);
        }
        if (said.Count < blocking.Count) said.Add($"and {blocking.Count - said.Count} more are not passed");
        return $"{Version.Subject()}: {string.Join("; ", said)}.";
    }
}
