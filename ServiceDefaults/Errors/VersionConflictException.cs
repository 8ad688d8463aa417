namespace MlOps.ServiceDefaults.Errors;

/// <summary>Optimistic concurrency conflict: the resource was changed concurrently, or the expected version is stale (ABORTED).</summary>
public sealed class VersionConflictException(string message, Exception? inner = null) : RuleException(message, inner);
