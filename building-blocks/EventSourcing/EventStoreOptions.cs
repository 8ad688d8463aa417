using JasperFx;
using JasperFx.Events;
using Marten;
using JasperFx.MultiTenancy;
using Npgsql;
using Weasel.Core;

namespace MlOps.EventSourcing;

/// <summary>Marten's options for all services, and the aggregates whose state the audit log can show.</summary>
public sealed class EventStoreOptions : StoreOptions
{
    private const int PreparedStatements = 100;
    private const int IdleConnectionSeconds = 30;
    private static readonly TimeSpan IdleInTransaction = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeadGap = TimeSpan.FromSeconds(10);
    private readonly List<AuditedAggregate> audited = [];

    /// <summary>Creates the options of an event store in a database opened by <see cref="OpenDatabase"/>.</summary>
    public EventStoreOptions(NpgsqlDataSource database)
    {
        Connection(database);
        AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
        Serializer(new RowSerializer { EnumStorage = EnumStorage.AsString });
        Events.StreamIdentity = StreamIdentity.AsString;
        Events.TenancyStyle = TenancyStyle.Conjoined;
        Policies.AllDocumentsAreMultiTenanted();
        Events.MetadataConfig.EnableAll();
        Events.MetadataConfig.UserNameEnabled = true;
        Schema.For<Receipt>().DocumentAlias(Receipt.Alias);
        // Ids of events are unique in all workspaces, and nobody reads the records but the consumers.
        Schema.For<ConsumedEvent>().DocumentAlias(ConsumedEvent.Alias).SingleTenanted();
        // Lost races are detected before sequence numbers are drawn: a rolled back number is a gap, at which the high-water mark waits.
        Events.UseExclusiveLockOnConcurrentAppends = true;
        Listeners.Add(Commits);
        Projections.Wakeup = Commits;
        HoldBeforeGaps();
    }

    /// <summary>Wakes the async daemon after commits, for low publishing latency.</summary>
    internal CommitSignal Commits { get; } = new();

    /// <summary>How the keys of streams begin that the caller may not read, though they are in the caller's workspace.</summary>
    public Func<IReadOnlyList<string>> HiddenStreams { get; set; } = () => [];

    /// <summary>The audited aggregates, longest stream prefix first.</summary>
    internal IReadOnlyList<AuditedAggregate> Audited => audited;

    /// <summary>Creates the data source of a service's database, with automatic preparation of repeated statements.</summary>
    public static NpgsqlDataSource OpenDatabase(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        if (builder.ConnectionStringBuilder.MaxAutoPrepare == 0)
        {
            builder.ConnectionStringBuilder.MaxAutoPrepare = PreparedStatements;
            builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        }

        // After a burst, e.g. the start, the connections that nobody needs any more go: each is a process of PostgreSQL.
        if (builder.ConnectionStringBuilder.ConnectionIdleLifetime == new NpgsqlConnectionStringBuilder().ConnectionIdleLifetime)
        {
            builder.ConnectionStringBuilder.ConnectionIdleLifetime = IdleConnectionSeconds;
            builder.ConnectionStringBuilder.ConnectionPruningInterval = IdleConnectionSeconds / 3;
        }

        // A process that hangs in a transaction must not block publishing: see HoldBeforeGaps.
        builder.ConnectionStringBuilder.Options += $" -c idle_in_transaction_session_timeout={IdleInTransaction.TotalMilliseconds}";
        return builder.Build();
    }

    /// <summary>
    /// Declares that streams whose key begins with <paramref name="streamPrefix"/>, e.g. <c>model/</c>, have the state
    /// <typeparamref name="TState"/>.
    /// </summary>
    public EventStoreOptions Audits<TState>(string streamPrefix)
        where TState : class
    {
        audited.Add(new AuditedAggregate<TState>(streamPrefix));
        audited.Sort((a, b) => b.StreamPrefix.Length - a.StreamPrefix.Length);
        return this;
    }

    /// <summary>
    /// No committed event is skipped. Sequence numbers are drawn before the commit, so events become visible out of order, and a rolled
    /// back number stays a gap. The daemon's high-water mark passes a gap only if it was not filled for <see cref="DeadGap"/> and no
    /// transaction that was open when the gap was first seen is still open. So events of slow transactions are never skipped; a hanging
    /// transaction is ended by PostgreSQL after <see cref="IdleInTransaction"/>. That timeout must be shorter than <see cref="DeadGap"/>:
    /// the daemon reads the list of transactions some microseconds before the sequence, and a transaction that begins in between is not
    /// in the list.
    /// </summary>
    private void HoldBeforeGaps()
    {
        Projections.UseTransactionEvidenceForGapSkipping = true;
        Projections.SkipStaleGapsDespiteLiveTransactionsAfter = null;
        Projections.StaleSequenceThreshold = DeadGap;
        // By default the daemon skips events that it cannot deserialize or handle.
        Projections.Errors.SkipUnknownEvents = false;
        Projections.Errors.SkipSerializationErrors = false;
        Projections.Errors.SkipApplyErrors = false;
    }
}
