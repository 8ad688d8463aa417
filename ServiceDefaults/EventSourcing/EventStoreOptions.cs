using JasperFx;
using JasperFx.Events;
using Marten;
using MlOps.ServiceDefaults.Kafka;
using Npgsql;
using Weasel.Core;

namespace MlOps.ServiceDefaults.EventSourcing;

/// <summary>Marten's options as all services have them, and which aggregates the audit log can show.</summary>
public sealed class EventStoreOptions : StoreOptions
{
    private const int PreparedStatements = 100;
    private readonly List<AuditedAggregate> audited = [];

    /// <summary>The options of an event store in a database, which <see cref="OpenDatabase"/> opens.</summary>
    public EventStoreOptions(NpgsqlDataSource database)
    {
        Connection(database);
        AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
        UseSystemTextJsonForSerialization(EnumStorage.AsString);
        Events.StreamIdentity = StreamIdentity.AsString;
        Events.MetadataConfig.EnableAll();
        Events.MetadataConfig.UserNameEnabled = true;
        Schema.For<Receipt>().DocumentAlias(Receipt.Alias);
        Schema.For<ConsumedEvent>().DocumentAlias(ConsumedEvent.Alias);
        // The daemon is the way from commit to Kafka: it is told of commits, since people and other services wait for what it publishes.
        Events.UseListenNotifyForEventAppends = true;
    }

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

        return builder.Build();
    }

    /// <summary>Streams whose key begins with <paramref name="streamPrefix"/> (<c>model/</c>) are aggregates of <typeparamref name="TState"/>.</summary>
    public EventStoreOptions Audits<TState>(string streamPrefix)
        where TState : class
    {
        audited.Add(new AuditedAggregate<TState>(streamPrefix));
        audited.Sort((a, b) => b.StreamPrefix.Length - a.StreamPrefix.Length);
        return this;
    }
}
