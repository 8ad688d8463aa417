namespace MlOps.Features.Definitions;

/// <summary>Finds definitions that are not archived and depend on a <typeparamref name="TDefinition"/>.</summary>
internal interface IUsersOf<TDefinition>
{
    /// <summary>Returns some of their ids; empty if there are none.</summary>
    Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken cancellation);
}
