using System.Text.Json;
using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten;
using Marten.Events;
using MlOps.Marten.Tests.Domain;
using Npgsql;

namespace MlOps.Marten.Tests;

public class StoredFormatTests
{
    [Fact]
    public async Task writes_streams_and_events_as_the_original_does()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using (var session = store.LightweightSession())
        {
            session.Events.StartStream<Account>("a", new AccountOpened("Ann"), new MoneyDeposited(10));
            await session.SaveChangesAsync();
        }

        var events = await RowsAsync(store, "select seq_id, stream_id, version, data::text, bdata, type, tenant_id, mt_dotnet_type, is_archived from mt_events order by seq_id");
        events[1].ShouldBe([2L, "a", 2L, """{"Amount": 10}""", null, "money_deposited", "*DEFAULT*", "MlOps.Marten.Tests.Domain.MoneyDeposited, MlOps.Marten.Tests", false]);
        events[0][3].ShouldBe("""{"Kind": 0, "Owner": "Ann"}""");
        var streams = await RowsAsync(store, "select id, type, version, tenant_id, is_archived from mt_streams");
        streams.Single().ShouldBe(["a", "account", 2L, "*DEFAULT*", false]);
        (await RowsAsync(store, "select last_value from mt_events_sequence")).Single().ShouldBe([2L]);
    }

    [Theory]
    [InlineData(StreamIdentity.AsGuid, TenancyStyle.Single)]
    [InlineData(StreamIdentity.AsString, TenancyStyle.Single)]
    [InlineData(StreamIdentity.AsString, TenancyStyle.Conjoined)]
    public async Task makes_the_tables_of_the_original(StreamIdentity identity, TenancyStyle tenancy)
    {
        var connection = await PostgresServer.CreateDatabaseAsync();
        await using var store = Stores.At(connection, o =>
        {
            o.Events.StreamIdentity = identity;
            o.Events.TenancyStyle = tenancy;
            o.Events.AddEventType<MoneyDeposited>();
            o.Events.MetadataConfig.EnableAll();
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

        var id = identity == StreamIdentity.AsGuid ? "uuid" : "character varying";
        (await ColumnsAsync(store, "mt_streams")).ShouldBe(
            [$"id {id}", "type character varying", "version bigint", "timestamp timestamp with time zone", "created timestamp with time zone", "tenant_id character varying", "is_archived boolean"], ignoreOrder: true);
        (await ColumnsAsync(store, "mt_events")).ShouldBe(
            ["seq_id bigint", "id uuid", $"stream_id {id}", "version bigint", "data jsonb", "bdata bytea", "type character varying", "timestamp timestamp with time zone", "tenant_id character varying",
             "mt_dotnet_type character varying", "is_archived boolean", "causation_id character varying", "correlation_id character varying", "headers jsonb"], ignoreOrder: true);
        (await ColumnsAsync(store, "mt_event_progression")).ShouldBe(["name character varying", "last_seq_id bigint", "last_updated timestamp with time zone"], ignoreOrder: true);
        (await ColumnsAsync(store, "mt_high_water_skips")).ShouldBe(["ending_sequence bigint", "starting_sequence bigint", "timestamp timestamp with time zone"], ignoreOrder: true);
        var keys = await RowsAsync(store, "select indexdef from pg_indexes where indexname = 'pk_mt_events_stream_and_version'");
        keys.Single()[0]!.ToString()!.ShouldEndWith(tenancy == TenancyStyle.Conjoined ? "(tenant_id, stream_id, version)" : "(stream_id, version)");
    }

    [Fact]
    public async Task writes_documents_as_the_original_does()
    {
        await using var store = await Stores.WithStringKeysAsync(o => o.Projections.Snapshot<Account>(JasperFx.Events.Projections.SnapshotLifecycle.Inline));
        await using var session = store.LightweightSession();
        session.Store(new Customer { Id = "1", Name = "Ann" });
        session.Events.StartStream<Account>("a", new AccountOpened("Ann"), new MoneyDeposited(1));
        await session.SaveChangesAsync();

        (await ColumnsAsync(store, "mt_doc_customer")).ShouldBe(
            ["id character varying", "data jsonb", "mt_last_modified timestamp with time zone", "mt_version uuid", "mt_dotnet_type character varying"], ignoreOrder: true);
        var row = (await RowsAsync(store, "select id, data ->> 'Name', mt_dotnet_type from mt_doc_customer")).Single();
        row.ShouldBe(["1", "Ann", "MlOps.Marten.Tests.Domain.Customer"]);
        (await RowsAsync(store, "select id, mt_version, data ->> 'Version' from mt_doc_account")).Single().ShouldBe(["a", 2L, "2"]);
    }

    [Fact]
    public async Task numbers_read_models_of_several_streams_by_their_last_event()
    {
        await using var store = await Stores.WithStringKeysAsync(o => o.Projections.Add<OwnerProjection>(JasperFx.Events.Projections.ProjectionLifecycle.Async));
        await using var session = store.LightweightSession();
        session.Events.Append("a", new AccountOpened("Ann"));
        session.Events.Append("b", new MoneyDeposited(1), new AccountOpened("Ann"));
        await session.SaveChangesAsync();
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(20));

        (await RowsAsync(store, "select id, mt_version from mt_doc_owner")).Single().ShouldBe(["Ann", 3L]);
    }

    [Fact]
    public async Task writes_metadata_into_columns_of_their_own()
    {
        await using var store = await Stores.WithStringKeysAsync(o =>
        {
            o.Events.MetadataConfig.EnableAll();
            o.Events.MetadataConfig.UserNameEnabled = true;
        });
        await using var session = store.LightweightSession();
        session.CorrelationId = "correlation";
        session.CausationId = "causation";
        session.LastModifiedBy = "ann";
        session.SetHeader("workspace", "w");
        var own = session.Events.BuildEvent(new MoneyDeposited(1));
        own.SetHeader("trace", 7);
        var wrapped = new Event<MoneyDeposited>(new MoneyDeposited(2)) { Id = Guid.NewGuid(), CausationId = "mine" };
        session.Events.Append("a", own, wrapped);
        await session.SaveChangesAsync();

        var rows = await RowsAsync(store, "select id, correlation_id, causation_id, user_name, headers::text from mt_events order by seq_id");
        rows[0].ShouldBe([own.Id, "correlation", "causation", "ann", """{"trace": 7, "workspace": "w"}"""]);
        rows[1].ShouldBe([wrapped.Id, "correlation", "mine", "ann", """{"workspace": "w"}"""]);
        var read = await session.Events.FetchStreamAsync("a");
        read[0].GetHeader("trace").ShouldBe(7L);
        read[0].UserName.ShouldBe("ann");
        read[1].CorrelationId.ShouldBe("correlation");
    }

    [Theory]
    [InlineData(EventAppendMode.QuickWithServerTimestamps, TenancyStyle.Single)]
    [InlineData(EventAppendMode.Quick, TenancyStyle.Conjoined)]
    public async Task saves_of_one_event_each_store_what_a_save_of_several_stores(EventAppendMode mode, TenancyStyle tenancy)
    {
        await using var store = await Stores.WithStringKeysAsync(o =>
        {
            o.Events.AppendMode = mode;
            o.Events.TenancyStyle = tenancy;
            o.Events.AddEventType<MoneyDeposited>();
            o.Events.MetadataConfig.EnableAll();
            o.Events.MetadataConfig.UserNameEnabled = true;
        });
        await SaveAsync("one", Full());
        await SaveAsync("one", Bare());
        await SaveAsync("several", Full(), Bare());

        var one = await StoredAsync("one");
        one.Count.ShouldBe(2);
        one.ShouldBe(await StoredAsync("several"));

        static IEvent Full()
        {
            var e = Event.For(new MoneyDeposited(1)).AtTimestamp(DateTimeOffset.UnixEpoch).WithHeader("trace", 7);
            (e.CausationId, e.CorrelationId, e.UserName) = ("causation", "correlation", "ann");
            return e;
        }

        static IEvent Bare() => Event.For(new AccountOpened("Ann")).AtTimestamp(DateTimeOffset.UnixEpoch.AddDays(1));

        async Task SaveAsync(string stream, params object[] events)
        {
            await using var session = store.LightweightSession();
            session.Events.Append(stream, events);
            await session.SaveChangesAsync();
        }

        async Task<List<string?>> StoredAsync(string stream) => [.. (await RowsAsync(store, $"""
            select (to_jsonb(e) - '{(mode == EventAppendMode.Quick ? "{seq_id, id, stream_id, timestamp}" : "{seq_id, id, stream_id}")}'::text[])::text
            from mt_events e where stream_id = '{stream}' order by version
            """)).Select(r => (string?)r[0])];
    }

    [Fact]
    public async Task reads_events_whose_type_was_never_registered_by_their_dotnet_name()
    {
        var connection = await PostgresServer.CreateDatabaseAsync();
        await using (var writer = Stores.At(connection, o =>
        {
            o.Events.StreamIdentity = StreamIdentity.AsString;
            o.Events.MapEventType<MoneyDeposited>("deposit");
        }))
        {
            await using var session = writer.LightweightSession();
            session.Events.Append("a", new MoneyDeposited(1));
            await session.SaveChangesAsync();
            (await RowsAsync(writer, "select type from mt_events")).Single().ShouldBe(["deposit"]);
        }

        await using var reader = Stores.At(connection, o => o.Events.StreamIdentity = StreamIdentity.AsString);
        await using var query = reader.QuerySession();
        (await query.Events.FetchStreamAsync("a")).Single().Data.ShouldBe(new MoneyDeposited(1));
    }

    [Theory]
    [InlineData("ModelVersionPromoted", "model_version_promoted")]
    [InlineData("Archived", "archived")]
    [InlineData("RunV2Started", "run_v2_started")]
    [InlineData("HTTPCallMade", "http_call_made")]
    [InlineData("Sha256Added", "sha_256_added")]
    [InlineData("OAuth2", "o_auth_2")]
    public void names_types_in_snake_case(string name, string expected)
    {
        var assembly = System.Reflection.Emit.AssemblyBuilder.DefineDynamicAssembly(new("Names"), System.Reflection.Emit.AssemblyBuilderAccess.Run);
        var type = assembly.DefineDynamicModule("Names").DefineType(name).CreateType();

        type.GetEventTypeName().ShouldBe(expected);
    }

    private static async Task<List<string>> ColumnsAsync(DocumentStore store, string table) =>
        [.. (await RowsAsync(store, $"select column_name || ' ' || data_type from information_schema.columns where table_name = '{table}'")).Select(r => (string)r[0]!)];

    private static async Task<List<object?[]>> RowsAsync(DocumentStore store, string sql)
    {
        await using var connection = await store.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add([.. values.Select(v => v is DBNull ? null : v)]);
        }

        return rows;
    }
}
