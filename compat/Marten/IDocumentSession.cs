using Marten.Events;
using Marten.Services;

namespace Marten;

/// <summary>One unit of work over documents and events.</summary>
public interface IDocumentSession : IDocumentOperations
{
    /// <summary>What the next save will write.</summary>
    IUnitOfWork PendingChanges { get; }

    /// <summary>Appends to streams.</summary>
    new IEventStoreOperations Events { get; }

    /// <summary>Who is told of the session's saves.</summary>
    IList<IDocumentSessionListener> Listeners { get; }

    /// <summary>Who makes the changes; the user name of the session's events.</summary>
    string? LastModifiedBy { get; set; }

    /// <summary>Writes all queued changes in one transaction, and commits it unless it is the caller's.</summary>
    Task SaveChangesAsync(CancellationToken token = default);

    /// <summary>Opens a transaction that holds until the next save.</summary>
    ValueTask BeginTransactionAsync(CancellationToken token);

    /// <summary>Sets a header of all events of the session.</summary>
    void SetHeader(string key, object value);

    /// <summary>The value of a header, or null.</summary>
    object? GetHeader(string key);

    /// <summary>Forgets all queued changes.</summary>
    void EjectAllPendingChanges();
}
