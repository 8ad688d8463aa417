namespace MlOps.Runtime;

/// <summary>Trains models of one flavor.</summary>
public interface ITrainer
{
    /// <summary>The flavor of the trained models.</summary>
    string Flavor { get; }

    /// <summary>Trains synchronously on the calling thread.</summary>
    /// <param name="spec">What to train and how.</param>
    /// <param name="train">The training rows.</param>
    /// <param name="evaluation">Rows that are only evaluated, reported as <c>evaluation</c>; same features.</param>
    /// <param name="onRound">Called after each round, on the calling thread; an exception ends the training.</param>
    /// <param name="cancellation">Checked between rounds.</param>
    /// <exception cref="ArgumentException">The data sets do not match each other or the specification.</exception>
    TrainedModel Train(
        TrainingSpec spec,
        TrainingData train,
        TrainingData? evaluation = null,
        Action<RoundMetrics>? onRound = null,
        CancellationToken cancellation = default);
}
