namespace MlOps.ServiceHost.Access;

/// <summary>A gRPC method or HTTP route that can be called with any token.</summary>
internal abstract class AccessCall(string name)
{
    protected const string WorkspaceHeader = "mlops-workspace";
    protected const string Workspace = "default";
    protected const string NoWorkspace = "The workspace default was not found.";
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>What <c>docs/access.md</c> calls it.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// What is wrong with the answer, to a call in the workspace <c>default</c>; null if it is as expected. A refusal says which
    /// <paramref name="permission"/> is missing, and is never empty.
    /// </summary>
    public abstract Task<string?> FaultOfAsync(string? token, AccessAnswer expected, string? permission);
}
