namespace Marten.Exceptions;

/// <summary>A document that is to be updated does not exist.</summary>
public class NonExistentDocumentException : MartenException
{
    /// <summary>Names the document.</summary>
    public NonExistentDocumentException(Type docType, object id)
        : base($"Nonexistent document {docType.FullName}: {id}")
    {
        DocType = docType;
        Id = id;
    }

    /// <summary>The document's type.</summary>
    public Type DocType { get; }

    /// <summary>The document's identity.</summary>
    public object Id { get; }
}
