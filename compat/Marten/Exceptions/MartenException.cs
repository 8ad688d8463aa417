namespace Marten.Exceptions;

/// <summary>Base of the store's own failures.</summary>
public abstract class MartenException : Exception
{
    /// <summary>A failure in words.</summary>
    protected MartenException(string message)
        : base(message)
    {
    }

    /// <summary>A failure in words, and its cause.</summary>
    protected MartenException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
