namespace MlOps.EventSourcing;

/// <summary>
/// The idempotency record of a mutation with a <c>request_id</c>, stored in the same transaction as its events: a retry gets the same
/// response.
/// </summary>
/// <param name="Id">Request type, actor and request id, separated by <c>|</c>.</param>
/// <param name="RequestHash">SHA-256 of the request, in lower-case hexadecimal.</param>
/// <param name="Stream">The key of the changed stream.</param>
/// <param name="Version">The stream version after the mutation.</param>
internal sealed record Receipt(string Id, string RequestHash, string Stream, long Version)
{
    public const string Alias = "mlops_receipt";
}
