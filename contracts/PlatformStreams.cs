namespace MlOps.Contracts;

/// <summary>
/// The gateway's streams that are of no workspace: tokens, keys, workspaces and roles. They stand in the record of the workspace
/// <c>default</c>, and are for those alone who may see all tokens in all workspaces.
/// </summary>
public static class PlatformStreams
{
    /// <summary>The permission to read them, with a token for all workspaces.</summary>
    public const string Permission = "identity.tokens.read_all";

    /// <summary>How their keys begin.</summary>
    public static IReadOnlyList<string> Prefixes { get; } = ["token/", "signing-key/", "master-key/", "workspace/", "role/", "subject/"];
}
