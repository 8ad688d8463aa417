namespace MlOps.ServiceDefaults.Identity;

/// <summary>The service that calls on behalf of the request's user, proven by a token of its own.</summary>
internal sealed record CallingService(string Subject);
