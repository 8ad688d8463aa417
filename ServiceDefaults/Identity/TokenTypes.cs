namespace MlOps.ServiceDefaults.Identity;

/// <summary>
/// The <c>typ</c> of each kind of token. No kind is accepted in another's place, even where one key signs several of them.
/// </summary>
internal static class TokenTypes
{
    /// <summary>What callers outside have; of use at the gateway only.</summary>
    public const string Outside = "at+jwt";

    /// <summary>What the gateway makes of an outside token, for the services.</summary>
    public const string Inside = "mlops-inside+jwt";

    /// <summary>A service as itself.</summary>
    public const string Service = "mlops-service+jwt";

    /// <summary>A service that works for a person who does not wait for it.</summary>
    public const string Delegation = "mlops-delegation+jwt";
}
