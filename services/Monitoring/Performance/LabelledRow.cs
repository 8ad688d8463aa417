namespace MlOps.Monitoring.Performance;

/// <summary>A prediction and what really was.</summary>
internal readonly record struct LabelledRow(double Prediction, double Truth)
{
    public double Error => Prediction - Truth;
}
