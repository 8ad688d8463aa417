using System.Text.Json;
using JasperFx;
using Marten.Events;
using Marten.Events.Projections;
using Marten.Services;
using Npgsql;
using Weasel.Core;

namespace Marten;

/// <summary>The configuration of a store.</summary>
public partial class StoreOptions : IReadOnlyStoreOptions
{
    private readonly EventGraph eventGraph;
    private string schema = "public";

    /// <summary>The defaults.</summary>
    public StoreOptions()
    {
        eventGraph = new EventGraph(this);
        Schema = new MartenRegistry(this);
        Projections = new ProjectionOptions(this);
    }

    /// <summary>How events are stored.</summary>
    public IEventStoreOptions Events => eventGraph;

    /// <summary>How documents are stored.</summary>
    public MartenRegistry Schema { get; }

    /// <summary>Projections, subscriptions and the daemon that runs them.</summary>
    public ProjectionOptions Projections { get; }

    /// <summary>Rules for all documents.</summary>
    public PoliciesExpression Policies => new(this);

    /// <summary>Who is told of the saves of all sessions.</summary>
    public List<IDocumentSessionListener> Listeners { get; } = [];

    /// <summary>How far the store may change the schema by itself.</summary>
    public AutoCreate AutoCreateSchemaObjects { get; set; } = AutoCreate.CreateOrUpdate;

    /// <summary>Advisory lock that schema changes are made under.</summary>
    public int ApplyChangesLockId { get; set; } = 4004;

    /// <summary>Schema of all tables; must be a lower case identifier.</summary>
    public string DatabaseSchemaName
    {
        get => schema;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            schema = value.ToLowerInvariant();
        }
    }

    /// <summary>Seconds that a command may take.</summary>
    public int CommandTimeout { get; set; } = 30;

    internal EventGraph EventGraph => eventGraph;

    internal SystemTextJsonSerializer JsonSerializer { get; private set; } = new();

    internal NpgsqlDataSource? DataSource { get; private set; }

    internal string? ConnectionString { get; private set; }

    /// <summary>Connects by a connection string.</summary>
    public void Connection(string connectionString) => ConnectionString = connectionString;

    /// <summary>Connects by the application's data source, which stays the application's.</summary>
    public void Connection(NpgsqlDataSource dataSource) => DataSource = dataSource;

    /// <summary>The serializer in use.</summary>
    public ISerializer Serializer() => JsonSerializer;

    /// <summary>Configures System.Text.Json.</summary>
    public void UseSystemTextJsonForSerialization(
        EnumStorage enumStorage = EnumStorage.AsInteger,
        Casing casing = Casing.Default,
        Action<JsonSerializerOptions>? configure = null) =>
        UseSystemTextJsonForSerialization(null, enumStorage, casing, configure);

    /// <summary>Configures System.Text.Json, from given options on.</summary>
    public void UseSystemTextJsonForSerialization(
        JsonSerializerOptions? options,
        EnumStorage enumStorage = EnumStorage.AsInteger,
        Casing casing = Casing.Default,
        Action<JsonSerializerOptions>? configure = null)
    {
        JsonSerializer = new SystemTextJsonSerializer(options) { EnumStorage = enumStorage, Casing = casing };
        if (configure is not null) JsonSerializer.Configure(configure);
    }
}
