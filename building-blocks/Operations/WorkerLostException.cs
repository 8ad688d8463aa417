namespace MlOps.Operations;

/// <summary>An operation whose workers died each time they ran it.</summary>
internal sealed class WorkerLostException(int times) : Exception($"The operation took its worker down {times} times.");
