namespace Marten.Exceptions;

/// <summary>The stream does not allow the operation: it is archived.</summary>
public class InvalidStreamOperationException : MartenException
{
    /// <summary>Says what was attempted.</summary>
    public InvalidStreamOperationException(string message)
        : base(message)
    {
    }
}
