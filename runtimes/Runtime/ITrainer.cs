namespace MlOps.Runtime;

/// <summary>Trains models of one flavor.</summary>
public interface ITrainer
{
    /// <summary>The flavor of the models that come out.</summary>
    string Flavor { get; }

    /// <summary>Trains on the calling thread until done.</summary>
    /// <param name="spec">What to train and how.</param>
    /// <param name="train">The rows to learn from.</param>
    /// <param name="evaluation">Rows that are only measured, under the name <c>evaluation</c>; same features.</param>
    /// <param name="onRound">Called after each round, on the calling thread; an exception ends the training.</param>
    /// <param name="cancellation">Looked at between rounds.</param>
    /// <exception cref="ArgumentException">The data sets do not fit each other or the specification.</exception>
    TrainedModel Train(
        TrainingSpec spec,
        TrainingData train,
        TrainingData? evaluation = null,
        Action<RoundMetrics>? onRound = null,
        CancellationToken cancellation = default);
}
