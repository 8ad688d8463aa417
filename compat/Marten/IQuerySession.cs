using Marten.Events;
using Marten.Linq;
using Npgsql;

namespace Marten;

/// <summary>Reads documents and events.</summary>
public interface IQuerySession : IDisposable, IAsyncDisposable
{
    /// <summary>The session's connection, opened and held from the first call on.</summary>
    NpgsqlConnection Connection { get; }

    /// <summary>The store that opened the session.</summary>
    IDocumentStore DocumentStore { get; }

    /// <summary>Reads events and streams.</summary>
    IQueryEventStore Events { get; }

    /// <summary>What causes this session's events.</summary>
    string? CausationId { get; set; }

    /// <summary>What this session's events belong together with.</summary>
    string? CorrelationId { get; set; }

    /// <summary>The session's tenant.</summary>
    string TenantId { get; }

    /// <summary>One document by its identity, or default.</summary>
    Task<T?> LoadAsync<T>(string id, CancellationToken token = default)
        where T : notnull;

    /// <inheritdoc cref="LoadAsync{T}(string, CancellationToken)"/>
    Task<T?> LoadAsync<T>(object id, CancellationToken token = default)
        where T : notnull;

    /// <inheritdoc cref="LoadAsync{T}(string, CancellationToken)"/>
    Task<T?> LoadAsync<T>(int id, CancellationToken token = default)
        where T : notnull;

    /// <inheritdoc cref="LoadAsync{T}(string, CancellationToken)"/>
    Task<T?> LoadAsync<T>(long id, CancellationToken token = default)
        where T : notnull;

    /// <inheritdoc cref="LoadAsync{T}(string, CancellationToken)"/>
    Task<T?> LoadAsync<T>(Guid id, CancellationToken token = default)
        where T : notnull;

    /// <summary>The documents that exist among these identities, in no particular order.</summary>
    Task<IReadOnlyList<T>> LoadManyAsync<T>(params string[] ids)
        where T : notnull;

    /// <inheritdoc cref="LoadManyAsync{T}(string[])"/>
    Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<string> ids)
        where T : notnull;

    /// <inheritdoc cref="LoadManyAsync{T}(string[])"/>
    Task<IReadOnlyList<T>> LoadManyAsync<T>(params Guid[] ids)
        where T : notnull;

    /// <inheritdoc cref="LoadManyAsync{T}(string[])"/>
    Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<Guid> ids)
        where T : notnull;

    /// <inheritdoc cref="LoadManyAsync{T}(string[])"/>
    Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params string[] ids)
        where T : notnull;

    /// <inheritdoc cref="LoadManyAsync{T}(string[])"/>
    Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, IEnumerable<string> ids)
        where T : notnull;

    /// <inheritdoc cref="LoadManyAsync{T}(string[])"/>
    Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params Guid[] ids)
        where T : notnull;

    /// <inheritdoc cref="LoadManyAsync{T}(string[])"/>
    Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, IEnumerable<Guid> ids)
        where T : notnull;

    /// <summary>Whether a document exists.</summary>
    Task<bool> CheckExistsAsync<T>(object id, CancellationToken token = default)
        where T : notnull;

    /// <summary>A query over all documents of a type.</summary>
    IMartenQueryable<T> Query<T>()
        where T : notnull;

    /// <summary>Rows of hand-written SQL: the first column read as <typeparamref name="T"/>, from JSON where it is a document; <c>?</c> stands for a parameter. A text that starts with <c>where</c> completes a query over the documents.</summary>
    Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken token, params object[] parameters);

    /// <inheritdoc cref="QueryAsync{T}(string, CancellationToken, object[])"/>
    Task<IReadOnlyList<T>> QueryAsync<T>(string sql, params object[] parameters);
}
