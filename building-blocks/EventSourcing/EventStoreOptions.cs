using JasperFx;
using JasperFx.Events;
using Marten;
using Npgsql;
using Weasel.Core;

namespace MlOps.EventSourcing;

/// <summary>Marten's options as all services have them, and which aggregates the audit log can show.</summary>
public sealed class EventStoreOptions : StoreOptions
{
    private const int PreparedStatements = 100;
    private static readonly TimeSpan IdleInTransaction = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeadGap = TimeSpan.FromSeconds(10);
    private readonly List<AuditedAggregate> audited = [];

    /// <summary>The options of an event store in a database, which <see cref="OpenDatabase"/> opens.</summary>
    public EventStoreOptions(NpgsqlDataSource database)
    {
        Connection(database);
        AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
        Serializer(new RowSerializer { EnumStorage = EnumStorage.AsString });
        Events.StreamIdentity = StreamIdentity.AsString;
        Events.MetadataConfig.EnableAll();
        Events.MetadataConfig.UserNameEnabled = true;
        Schema.For<Receipt>().DocumentAlias(Receipt.Alias);
        Schema.For<ConsumedEvent>().DocumentAlias(ConsumedEvent.Alias);
        // Who loses a race learns so before drawing sequence numbers: one that never commits is a gap, before which the daemon waits.
        Events.UseExclusiveLockOnConcurrentAppends = true;
        Listeners.Add(Commits);
        Projections.Wakeup = Commits;
        HoldBeforeGaps();
    }

    /// <summary>Wakes the daemon, which people and other services wait for.</summary>
    internal CommitSignal Commits { get; } = new();

    /// <summary>The aggregates of the audit log, longest stream prefix first.</summary>
    internal IReadOnlyList<AuditedAggregate> Audited => audited;

    /// <summary>Opens a service's database. Its statements are few and always the same: they are prepared once they come again.</summary>
    public static NpgsqlDataSource OpenDatabase(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        if (builder.ConnectionStringBuilder.MaxAutoPrepare == 0)
        {
            builder.ConnectionStringBuilder.MaxAutoPrepare = PreparedStatements;
            builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        }

        // No process that hangs within a transaction may hold up publishing: see HoldBeforeGaps.
        builder.ConnectionStringBuilder.Options += $" -c idle_in_transaction_session_timeout={IdleInTransaction.TotalMilliseconds}";
        return builder.Build();
    }

    /// <summary>
    /// Streams whose key begins with <paramref name="streamPrefix"/> (<c>model/</c>) are aggregates of <typeparamref name="TState"/>.
    /// </summary>
    public EventStoreOptions Audits<TState>(string streamPrefix)
        where TState : class
    {
        audited.Add(new AuditedAggregate<TState>(streamPrefix));
        audited.Sort((a, b) => b.StreamPrefix.Length - a.StreamPrefix.Length);
        return this;
    }

    /// <summary>
    /// Sequence numbers are drawn before the commit, so events become visible out of order, and a number whose transaction failed
    /// stays a gap. The daemon goes past a gap only when two things hold: nothing has filled it for <see cref="DeadGap"/>, and
    /// PostgreSQL knows of no transaction that was open when the gap was first seen. However slow a transaction is, its events
    /// are waited for; one that hangs ends by <see cref="IdleInTransaction"/>. That is the shorter of the two, because the daemon
    /// reads the list of transactions some microseconds before the sequence: one that begins in between is not in the list, and
    /// must be over when the gap counts as dead.
    /// </summary>
    private void HoldBeforeGaps()
    {
        Projections.UseTransactionEvidenceForGapSkipping = true;
        Projections.SkipStaleGapsDespiteLiveTransactionsAfter = null;
        Projections.StaleSequenceThreshold = DeadGap;
        // By default the daemon passes over events that it cannot read or handle.
        Projections.Errors.SkipUnknownEvents = false;
        Projections.Errors.SkipSerializationErrors = false;
        Projections.Errors.SkipApplyErrors = false;
    }
}
