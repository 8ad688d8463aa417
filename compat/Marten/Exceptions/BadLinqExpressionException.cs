namespace Marten.Exceptions;

/// <summary>A query uses an expression that has no translation to SQL.</summary>
public class BadLinqExpressionException : MartenException
{
    /// <summary>Names the expression.</summary>
    public BadLinqExpressionException(string message)
        : base(message)
    {
    }
}
