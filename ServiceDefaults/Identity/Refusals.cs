using Google.Rpc;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Refusals of requests whose caller cannot be told, or is not where it says.</summary>
internal static class Refusals
{
    /// <summary>The keys with which the token could be validated cannot be had: no fault of the caller's.</summary>
    public static Refusal KeysUnavailable { get; } =
        new(Code.Unavailable, "The token cannot be checked: the keys of its issuer cannot be fetched; try again.");

    /// <summary>The workspace is not one of the token's, whether it exists or not.</summary>
    public static Refusal NoWorkspace(string name) => new(
        Code.NotFound, RequestWorkspace.IsName(name) ? $"The workspace {name} was not found." : "There is no workspace of this name.");
}
