using System.Data;
using JasperFx.Events.Daemon;
using Marten.Services;
using Microsoft.Extensions.Logging;

namespace Marten;

/// <summary>A document and event store in one PostgreSQL database; one per application.</summary>
public interface IDocumentStore : IDisposable, IAsyncDisposable
{
    /// <summary>The configuration.</summary>
    IReadOnlyStoreOptions Options { get; }

    /// <summary>The database schema.</summary>
    IMartenStorage Storage { get; }

    /// <summary>What is rarely needed.</summary>
    AdvancedOperations Advanced { get; }

    /// <summary>Opens a session.</summary>
    IDocumentSession OpenSession(SessionOptions options);

    /// <summary>Opens a session.</summary>
    IDocumentSession LightweightSession(IsolationLevel isolationLevel = IsolationLevel.ReadCommitted);

    /// <summary>Opens a session of a tenant.</summary>
    IDocumentSession LightweightSession(string tenantId, IsolationLevel isolationLevel = IsolationLevel.ReadCommitted);

    /// <summary>Opens a session.</summary>
    IDocumentSession LightweightSession(SessionOptions options);

    /// <summary>Opens a session for reading.</summary>
    IQuerySession QuerySession();

    /// <summary>Opens a session for reading of a tenant.</summary>
    IQuerySession QuerySession(string tenantId);

    /// <summary>Opens a session for reading.</summary>
    IQuerySession QuerySession(SessionOptions options);

    /// <summary>A daemon whose shards the caller starts and stops.</summary>
    ValueTask<IProjectionDaemon> BuildProjectionDaemonAsync(string? tenantIdOrDatabaseIdentifier = null, ILogger? logger = null);
}
