using MlOps.Runtime;

namespace MlOps.Serving.Models;

/// <summary>
/// A model in memory with a reference count: the last user frees it, so that a swap neither waits for predictions nor breaks them.
/// </summary>
internal sealed class LoadedModel(IModel model) : IDisposable
{
    private int users = 1;

    public IModel Model { get; } = model;

    public bool IsFreed => Volatile.Read(ref users) == 0;

    /// <summary>Adds a reference; false if the model was freed already.</summary>
    public bool TryAcquire()
    {
        var seen = Volatile.Read(ref users);
        while (seen > 0)
        {
            var before = Interlocked.CompareExchange(ref users, seen + 1, seen);
            if (before == seen) return true;
            seen = before;
        }
        return false;
    }

    /// <summary>Releases a reference.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref users) == 0) Model.Dispose();
    }
}
