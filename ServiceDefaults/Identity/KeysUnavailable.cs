namespace MlOps.ServiceDefaults.Identity;

/// <summary>Marks a request whose token could not be checked, because keys could not be fetched.</summary>
internal sealed class KeysUnavailable;
