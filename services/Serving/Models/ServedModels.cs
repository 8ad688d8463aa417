using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MlOps.EventSourcing;

namespace MlOps.Serving.Models;

/// <summary>The models that answer on this node, by deployment.</summary>
internal sealed class ServedModels(TimeProvider time)
{
    private readonly ConcurrentDictionary<ScopedName, ServedModel> current = new();
    private readonly ConcurrentDictionary<ScopedName, bool> known = new();
    private volatile bool ready;

    /// <summary>Whether every recorded deployment was looked at once since the start.</summary>
    public bool Ready => ready;

    public bool Serves(ScopedName deployment, long version, DateTimeOffset? validUntil) =>
        current.TryGetValue(deployment, out var model) && model.Version == version && model.ValidUntil == validUntil;

    /// <summary>
    /// Takes the model for one prediction, unless its approval has expired; the caller disposes its <see cref="ServedModel.Loaded"/>
    /// afterwards.
    /// </summary>
    public bool TryAcquire(ScopedName deployment, [NotNullWhen(true)] out ServedModel? model)
    {
        // Race with a swap: a model that was freed since the lookup has been replaced.
        while (current.TryGetValue(deployment, out model))
        {
            if (model.ValidUntil <= time.GetUtcNow()) break;
            if (model.Loaded.TryAcquire()) return true;
        }
        model = null;
        return false;
    }

    /// <summary>Whether a deployment exists, even if no version answers yet.</summary>
    public bool IsKnown(ScopedName deployment) => known.ContainsKey(deployment);

    public void Know(ScopedName deployment) => known[deployment] = true;

    public void FirstRoundDone() => ready = true;

    /// <summary>Puts the new model in the place of the old one, which is freed by its last user.</summary>
    public void Swap(ServedModel model)
    {
        ServedModel? replaced = null;
        current.AddOrUpdate(model.Key, model, (_, old) =>
        {
            replaced = old;
            return model;
        });
        replaced?.Loaded.Dispose();
    }

    /// <summary>The deployment still exists, but no model answers.</summary>
    public void Unserve(ScopedName deployment)
    {
        if (current.TryRemove(deployment, out var removed)) removed.Loaded.Dispose();
    }

    public void Remove(ScopedName deployment)
    {
        known.TryRemove(deployment, out _);
        Unserve(deployment);
    }
}
