namespace MlOps.Runtime;

/// <summary>A model artifact is invalid; the message names the file or field and the fault.</summary>
public sealed class InvalidModelException : Exception
{
    public InvalidModelException()
    {
    }

    public InvalidModelException(string message) : base(message)
    {
    }

    public InvalidModelException(string message, Exception inner) : base(message, inner)
    {
    }
}
