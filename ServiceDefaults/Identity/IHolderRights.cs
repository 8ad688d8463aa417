namespace MlOps.ServiceDefaults.Identity;

/// <summary>
/// What the holder of a token has beside what the token says: known at the gateway, which tells it to the services in inside tokens.
/// </summary>
internal interface IHolderRights
{
    /// <summary>The holder with all that it has in a workspace; one that may not enter it stays as it is.</summary>
    ValueTask<TokenHolder> InAsync(TokenHolder holder, string workspace, CancellationToken cancellation);
}
