using System.Linq.Expressions;

namespace Marten;

/// <summary>Queues changes of documents and events for the next save.</summary>
public interface IDocumentOperations : IQuerySession
{
    /// <summary>Appends to streams.</summary>
    new Events.IEventStoreOperations Events { get; }

    /// <summary>Inserts or overwrites documents.</summary>
    void Store<T>(IEnumerable<T> entities)
        where T : notnull;

    /// <inheritdoc cref="Store{T}(IEnumerable{T})"/>
    void Store<T>(params T[] entities)
        where T : notnull;

    /// <summary>Inserts or overwrites documents of several types.</summary>
    void StoreObjects(IEnumerable<object> documents);

    /// <summary>Inserts documents; saving fails with <see cref="JasperFx.DocumentAlreadyExistsException"/> where one exists.</summary>
    void Insert<T>(IEnumerable<T> entities)
        where T : notnull;

    /// <inheritdoc cref="Insert{T}(IEnumerable{T})"/>
    void Insert<T>(params T[] entities)
        where T : notnull;

    /// <summary>Overwrites documents; saving fails with <see cref="Exceptions.NonExistentDocumentException"/> where one does not exist.</summary>
    void Update<T>(IEnumerable<T> entities)
        where T : notnull;

    /// <inheritdoc cref="Update{T}(IEnumerable{T})"/>
    void Update<T>(params T[] entities)
        where T : notnull;

    /// <summary>Deletes a document.</summary>
    void Delete<T>(T entity)
        where T : notnull;

    /// <summary>Deletes a document by its identity.</summary>
    void Delete<T>(int id)
        where T : notnull;

    /// <inheritdoc cref="Delete{T}(int)"/>
    void Delete<T>(long id)
        where T : notnull;

    /// <inheritdoc cref="Delete{T}(int)"/>
    void Delete<T>(object id)
        where T : notnull;

    /// <inheritdoc cref="Delete{T}(int)"/>
    void Delete<T>(Guid id)
        where T : notnull;

    /// <inheritdoc cref="Delete{T}(int)"/>
    void Delete<T>(string id)
        where T : notnull;

    /// <summary>Deletes all documents that satisfy a condition.</summary>
    void DeleteWhere<T>(Expression<Func<T, bool>> expression)
        where T : notnull;

    /// <summary>Runs a statement in the save's transaction, in the order of queueing; <c>?</c> stands for a parameter.</summary>
    void QueueSqlCommand(string sql, params object[] parameterValues);

    /// <summary>As above, with a placeholder of the caller's choice.</summary>
    void QueueSqlCommand(char placeholder, string sql, params object[] parameterValues);
}
