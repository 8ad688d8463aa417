namespace Marten.Schema;

/// <summary>Deletes stored data.</summary>
public interface IDocumentCleaner
{
    /// <summary>Deletes all documents of all known types.</summary>
    Task DeleteAllDocumentsAsync(CancellationToken ct = default);

    /// <summary>Deletes all documents of a type.</summary>
    Task DeleteDocumentsByTypeAsync(Type documentType, CancellationToken ct = default);

    /// <summary>Deletes all events, streams and positions.</summary>
    Task DeleteAllEventDataAsync(CancellationToken ct = default);
}
