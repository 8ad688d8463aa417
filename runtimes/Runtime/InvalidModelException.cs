namespace MlOps.Runtime;

/// <summary>A model artifact is not what it must be; the message names the file or field and what is wrong with it.</summary>
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
