namespace JasperFx;

/// <summary>An insert met a document with the same identity.</summary>
public class DocumentAlreadyExistsException : Exception
{
    /// <summary>Names the document that exists.</summary>
    public DocumentAlreadyExistsException(Type docType, object id)
        : this(null, docType, id)
    {
    }

    /// <summary>Names the document that exists and keeps what the database said.</summary>
    public DocumentAlreadyExistsException(Exception? inner, Type docType, object id)
        : base($"Document already exists {docType.FullName}: {id}", inner)
    {
        DocType = docType;
        Id = id;
    }

    /// <summary>The document's type.</summary>
    public Type DocType { get; }

    /// <summary>The document's identity.</summary>
    public object Id { get; }
}
