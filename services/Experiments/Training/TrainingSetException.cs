namespace MlOps.Experiments.Training;

/// <summary>The training set cannot be used; the message says why.</summary>
internal sealed class TrainingSetException(string message) : Exception(message);
