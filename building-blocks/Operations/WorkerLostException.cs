namespace MlOps.Operations;

/// <summary>An operation whose worker crashed in each of its attempts.</summary>
internal sealed class WorkerLostException(int times) : Exception($"The worker of the operation crashed {times} times.");
