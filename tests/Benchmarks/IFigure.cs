namespace MlOps.Benchmarks;

/// <summary>Something that is measured beside its baseline.</summary>
internal interface IFigure
{
    /// <summary>Measures; stops everything that it started, also when it is cancelled.</summary>
    IAsyncEnumerable<Row> MeasureAsync(Scale scale, CancellationToken cancellation);
}
