using Google.Protobuf;
using MlOps.EventSourcing;
using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Models;

/// <summary>
/// Changes a model by decisions about one version. The model's state does not hold its versions, so that a decision is made from
/// the documents of one revision, and again from newer ones if that is not the current revision any longer.
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
                // Somebody else was faster: the next round reads what they have made of it.
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

/// <summary>What a decision about a version is made from, all of one revision of the model.</summary>
internal sealed record VersionInModel(RegisteredModel Model, ModelVersionDetails Version, IReadOnlyDictionary<string, GatedVersion> Holders)
{
    /// <summary>What the model's gates say of the version when these persons put it forward.</summary>
    /// <exception cref="RuleBrokenException">One of them stands in its way.</exception>
    public IReadOnlyList<GateResult> PassGates(GateKinds kinds, params IReadOnlyCollection<string> persons)
    {
        var results = kinds.Evaluate(Model.Gates.Values, new GateContext(Version.Gated(), Holders), persons);
        var blocking = results.Where(result => result.Blocks).ToList();
        return blocking.Count == 0 ? results : throw new RuleBrokenException("gates", Version.Subject(), Refusal(blocking));
    }

    /// <summary>Every gate that is not passed, as far as an error message goes.</summary>
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
