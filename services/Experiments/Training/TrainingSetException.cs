namespace MlOps.Experiments.Training;

/// <summary>A training set cannot be trained on; the message says why.</summary>
internal sealed class TrainingSetException(string message) : Exception(message);
