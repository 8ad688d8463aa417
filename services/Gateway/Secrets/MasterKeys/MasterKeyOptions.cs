namespace MlOps.Gateway.Secrets.MasterKeys;

/// <summary>The keys that protect secrets: section <c>Secrets</c>.</summary>
internal sealed record MasterKeyOptions
{
    /// <summary>The directory of the master keys' files, which all nodes of the gateway share; for its owner alone.</summary>
    public string MasterKeys { get; init; } = "";
}
