namespace MlOps.Features.Definitions;

/// <summary>Finds the definitions that are not archived and need one of <typeparamref name="TDefinition"/>.</summary>
internal interface IUsersOf<TDefinition>
{
    /// <summary>Some of their ids; none when nothing needs it.</summary>
    Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken cancellation);
}
