namespace JasperFx;

/// <summary>Somebody else changed the same stream or document first.</summary>
public class ConcurrencyException : Exception
{
    /// <summary>A conflict on one document.</summary>
    public ConcurrencyException(Type docType, object id)
        : this($"Optimistic concurrency check failed for {docType.FullName} #{id}", docType, id)
    {
    }

    /// <summary>A conflict on one stream or document, in the caller's words.</summary>
    public ConcurrencyException(string message, Type? docType, object id)
        : base(message)
    {
        DocType = docType?.FullName!;
        Id = id;
    }

    /// <summary>A conflict in the caller's words.</summary>
    public ConcurrencyException(string message)
        : base(message)
    {
    }

    /// <summary>A conflict that the database reported by an exception of its own.</summary>
    public ConcurrencyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Full name of the document or aggregate type, where known.</summary>
    public string DocType { get; set; } = null!;

    /// <summary>Identity of the stream or document, where known.</summary>
    public object Id { get; set; } = null!;
}
