namespace MlOps.EventSourcing;

/// <summary>
/// What a mutation with a <c>request_id</c> did, so that its retry gets the same answer. Stored with the mutation's events.
/// </summary>
/// <param name="Id">Request type, actor and request id.</param>
/// <param name="RequestHash">SHA-256 of the request, hexadecimal.</param>
/// <param name="Stream">The stream that was changed.</param>
/// <param name="Version">The stream's version after it.</param>
internal sealed record Receipt(string Id, string RequestHash, string Stream, long Version)
{
    public const string Alias = "mlops_receipt";
}
