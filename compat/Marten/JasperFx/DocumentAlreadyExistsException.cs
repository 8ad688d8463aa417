namespace JasperFx;

/// <summary>An insert met a document with the same identity.</summary>
public class DocumentAlreadyExistsException : Exception
{
    /// <summary>Names the document that exists.</summary>
    public DocumentAlreadyExistsException(Type documentType, object id)
        : this(null, documentType, id)
    {
    }

    /// <summary>Names the document that exists and keeps what the database said.</summary>
    public DocumentAlreadyExistsException(Exception? inner, Type documentType, object id)
        : base($"Document already exists {documentType.FullName}: {id}", inner)
    {
        DocType = documentType;
        Id = id;
    }

    /// <summary>The document's type.</summary>
    public Type DocType { get; }

    /// <summary>The document's identity.</summary>
    public object Id { get; }
}
