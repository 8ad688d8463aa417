namespace MlOps.Operations;

/// <summary>The kinds of operations that a service runs.</summary>
internal sealed class OperationKinds(IEnumerable<IOperationKind> kinds)
{
    /// <summary>A kind by its name.</summary>
    /// <exception cref="InvalidOperationException">The service started operations of a kind that it does not run any more.</exception>
    public IOperationKind Find(string name) =>
        kinds.FirstOrDefault(kind => kind.Name == name)
        ?? throw new InvalidOperationException($"This service runs no operations of the kind '{name}'.");
}
