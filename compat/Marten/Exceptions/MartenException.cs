namespace Marten.Exceptions;

/// <summary>Base of the store's own failures.</summary>
public class MartenException : Exception
{
    /// <summary>A failure in words.</summary>
    public MartenException(string message)
        : base(message)
    {
    }

    /// <summary>A failure in words, and its cause.</summary>
    public MartenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
