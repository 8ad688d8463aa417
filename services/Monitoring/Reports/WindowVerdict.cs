namespace MlOps.Monitoring.Reports;

/// <summary>Whether the window's traffic looks like the training data.</summary>
public enum WindowVerdict
{
    /// <summary>No column has drifted, or fewer than the settings ask for.</summary>
    Stable,

    /// <summary>Enough features have drifted, the prediction has, or a feature is gone.</summary>
    Drifted,

    /// <summary>Too few rows, or no column that both sides have values of.</summary>
    InsufficientData,
}
