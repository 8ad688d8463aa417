using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using MlOps.EventSourcing;
using MlOps.EventSourcing.DeadLetters;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceDefaults.Tests.Wire;
using MlOps.Testing;
using Npgsql;
using Weasel.Core;
using Note = MlOps.ServiceDefaults.Tests.Sample.Note;
using NoteWritten = MlOps.ServiceDefaults.Tests.Sample.NoteWritten;

namespace MlOps.ServiceDefaults.Tests.Workspaces;

/// <summary>A database of the sample service as it was made before there were workspaces: without tenants.</summary>
internal static class StoreBeforeWorkspaces
{
    public const int Notes = 500;

    public static WriteNoteRequest Requested { get; } = new() { Name = "old-0", Text = "text 0", RequestId = "r-old" };

    /// <summary>Makes it, with <see cref="Notes"/> notes and the receipt of <see cref="Requested"/>; returns its connection string.</summary>
    public static async Task<string> CreateAsync()
    {
        var connection = await PostgresServer.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(connection);
        await using var store = new DocumentStore(Options(database));
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using var session = store.LightweightSession();
        session.LastModifiedBy = "ann";
        session.SetHeader("actor", "ann");
        session.SetHeader("workspace", "default");
        for (var i = 0; i < Notes; i++) session.Events.StartStream<Note>($"note/old-{i}", new NoteWritten($"text {i}"));
        session.Insert(ReceiptOf(Requested));
        await session.SaveChangesAsync();
        return connection;
    }

    private static StoreOptions Options(NpgsqlDataSource database)
    {
        var options = new StoreOptions { AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate };
        options.Connection(database);
        options.Serializer(new RowSerializer { EnumStorage = EnumStorage.AsString });
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.MetadataConfig.EnableAll();
        options.Events.MetadataConfig.UserNameEnabled = true;
        options.Events.UseExclusiveLockOnConcurrentAppends = true;
        options.Schema.For<Receipt>().DocumentAlias(Receipt.Alias);
        options.Schema.For<ConsumedEvent>().DocumentAlias(ConsumedEvent.Alias);
        options.Schema.For<Label>();
        options.Projections.Snapshot<DeadLetterDecision>(SnapshotLifecycle.Inline);
        options.Projections.Snapshot<Note>(SnapshotLifecycle.Inline);
        foreach (var (name, type) in Publishes.Table().Names) options.Events.MapEventType(type, name);
        return options;
    }

    private static Receipt ReceiptOf(WriteNoteRequest request)
    {
        using var acting = new Caller("ann", [], Caller.DefaultWorkspace, "c").Enter();
        var mutation = MutationRequest.Of(request);
        return new Receipt(mutation.ReceiptId!, mutation.Hash, $"note/{request.Name}", 1);
    }
}
