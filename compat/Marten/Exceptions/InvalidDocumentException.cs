namespace Marten.Exceptions;

/// <summary>A type cannot be a document, for example because it has no identity.</summary>
public class InvalidDocumentException : MartenException
{
    /// <summary>Says why.</summary>
    public InvalidDocumentException(string message)
        : base(message)
    {
    }
}
