using System.Collections.Concurrent;
using System.Data;
using JasperFx;
using JasperFx.Events.Daemon;
using Marten.Internal.Daemon;
using Marten.Internal.Events;
using Marten.Internal.Projections;
using Marten.Internal.Schema;
using Marten.Internal.Sessions;
using Marten.Services;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Marten;

/// <summary>A document and event store in one PostgreSQL database.</summary>
public class DocumentStore : IDocumentStore
{
    private readonly ConcurrentDictionary<Type, object> aggregates = new();
    private readonly bool ownsDataSource;
    private readonly AppendNotifier? notifier;

    /// <summary>Opens a store; nothing is sent to the database before its first use.</summary>
    public DocumentStore(StoreOptions options)
        : this(options, NullLoggerFactory.Instance)
    {
    }

    internal DocumentStore(StoreOptions options, ILoggerFactory loggers)
    {
        Options = options;
        Loggers = loggers;
        ownsDataSource = options.DataSource is null;
        DataSource = options.DataSource ?? CreateDataSource(options);
        options.Projections.AssembleAndAssertValidity();
        Schema = new DatabaseSchema(options, DataSource);
        EventReader = new EventReader(options);
        InlineProjections = new InlineProjections(options.Projections.Inline);
        Advanced = new AdvancedOperations(this);
        if (options.Events.UseListenNotifyForEventAppends) notifier = new AppendNotifier(this, loggers.CreateLogger<AppendNotifier>());
    }

    /// <summary>The store's configuration.</summary>
    public StoreOptions Options { get; }

    IReadOnlyStoreOptions IDocumentStore.Options => Options;

    /// <inheritdoc/>
    public IMartenStorage Storage => Schema;

    /// <inheritdoc/>
    public AdvancedOperations Advanced { get; }

    internal NpgsqlDataSource DataSource { get; }

    internal ILoggerFactory Loggers { get; }

    internal DatabaseSchema Schema { get; }

    internal EventReader EventReader { get; }

    internal InlineProjections InlineProjections { get; }

    /// <summary>Wakes the daemons of this process after each append.</summary>
    internal AppendSignal Appended { get; } = new();

    /// <summary>Tells the daemons of this process, and those of others, of a committed append.</summary>
    internal void SignalAppend()
    {
        Appended.Signal();
        notifier?.Request();
    }

    /// <summary>Opens a store by a connection string.</summary>
    public static DocumentStore For(string connectionString) => For(options => options.Connection(connectionString));

    /// <summary>Opens a store.</summary>
    public static DocumentStore For(Action<StoreOptions> configure)
    {
        var options = new StoreOptions();
        configure(options);
        return new DocumentStore(options);
    }

    /// <inheritdoc/>
    public IDocumentSession OpenSession(SessionOptions options) => new DocumentSession(this, options);

    /// <inheritdoc/>
    public IDocumentSession LightweightSession(IsolationLevel isolationLevel = IsolationLevel.ReadCommitted) =>
        LightweightSession(StorageConstants.DefaultTenantId, isolationLevel);

    /// <inheritdoc/>
    public IDocumentSession LightweightSession(string tenantId, IsolationLevel isolationLevel = IsolationLevel.ReadCommitted) =>
        LightweightSession(new SessionOptions { TenantId = tenantId, IsolationLevel = isolationLevel });

    /// <inheritdoc/>
    public IDocumentSession LightweightSession(SessionOptions options) => new DocumentSession(this, options);

    /// <inheritdoc/>
    public IQuerySession QuerySession() => QuerySession(new SessionOptions());

    /// <inheritdoc/>
    public IQuerySession QuerySession(string tenantId) => QuerySession(new SessionOptions { TenantId = tenantId });

    /// <inheritdoc/>
    public IQuerySession QuerySession(SessionOptions options) => new QuerySession(this, options);

    /// <inheritdoc/>
    public async ValueTask<IProjectionDaemon> BuildProjectionDaemonAsync(string? tenantIdOrDatabaseIdentifier = null, ILogger? logger = null)
    {
        await Schema.EnsureEventsAsync();
        return new ProjectionDaemon(this, logger ?? Loggers.CreateLogger<ProjectionDaemon>());
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        notifier?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        if (ownsDataSource) DataSource.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (notifier is not null) await notifier.DisposeAsync();
        if (ownsDataSource) await DataSource.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>How an aggregate is built: by its registered projection, or live from its own methods.</summary>
    internal IAggregateSource<T> AggregateFor<T>() => (IAggregateSource<T>)aggregates.GetOrAdd(typeof(T), _ =>
        (object?)Options.Projections.All.OfType<IAggregateSource<T>>().FirstOrDefault()
        ?? new Aggregator<T>(idMember: Options.MappingFor(typeof(T)).IdMember));

    private static NpgsqlDataSource CreateDataSource(StoreOptions options)
    {
        var text = options.ConnectionString ?? throw new InvalidOperationException("The Marten store has no connection: call StoreOptions.Connection.");
        var builder = new NpgsqlDataSourceBuilder(text);
        // The statements are few and always the same.
        if (builder.ConnectionStringBuilder.MaxAutoPrepare == 0)
        {
            builder.ConnectionStringBuilder.MaxAutoPrepare = 100;
            builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        }

        return builder.Build();
    }
}
