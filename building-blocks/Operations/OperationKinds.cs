namespace MlOps.Operations;

/// <summary>The kinds of operations of a service.</summary>
internal sealed class OperationKinds(IEnumerable<IOperationKind> kinds)
{
    /// <summary>Finds a kind by its name.</summary>
    /// <exception cref="InvalidOperationException">The kind is not registered (any more).</exception>
    public IOperationKind Find(string name) =>
        kinds.FirstOrDefault(kind => kind.Name == name)
        ?? throw new InvalidOperationException($"This service has no operation kind '{name}'.");
}
