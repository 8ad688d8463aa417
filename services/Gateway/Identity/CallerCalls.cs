using Microsoft.AspNetCore.Authorization;

namespace MlOps.Gateway.Identity;

/// <summary>Tells calls that somebody makes from those that are open to everybody, which are nobody's and in no workspace.</summary>
internal static class CallerCalls
{
    /// <summary>Whether a request has a valid token, and is to what is not open to everybody.</summary>
    public static bool HasCaller(this HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true }
        && context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null;
}
