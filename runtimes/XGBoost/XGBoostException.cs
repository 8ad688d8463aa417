namespace MlOps.XGBoost;

/// <summary>An error of the native library, in its own words.</summary>
public sealed class XGBoostException : Exception
{
    public XGBoostException()
    {
    }

    public XGBoostException(string message) : base(message)
    {
    }

    public XGBoostException(string message, Exception inner) : base(message, inner)
    {
    }
}
