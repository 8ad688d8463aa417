namespace MlOps.Gateway.Workspaces;

/// <summary>What a workspace may use; 0 is no limit.</summary>
/// <param name="RequestsPerMinute">Requests of each subject.</param>
/// <param name="RequestsPerDay">Requests of the workspace, by days of UTC.</param>
public sealed record Quotas(long RequestsPerMinute, long RequestsPerDay)
{
    /// <summary>No limits.</summary>
    public static Quotas None { get; } = new(0, 0);
}
