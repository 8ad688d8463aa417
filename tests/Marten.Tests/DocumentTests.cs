using JasperFx;
using Marten;
using Marten.Exceptions;
using MlOps.Marten.Tests.Domain;

namespace MlOps.Marten.Tests;

public class DocumentTests
{
    private sealed record Note(Guid Id, string Text);

    private sealed record Nameless(string Text);

    [Fact]
    public async Task stores_overwrites_loads_and_deletes()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Store(new Customer { Id = "1", Name = "Ann" }, new Customer { Id = "2", Name = "Bob" });
        await session.SaveChangesAsync();
        session.Store(new Customer { Id = "1", Name = "Anna" });
        session.Delete<Customer>("2");
        await session.SaveChangesAsync();

        (await session.LoadAsync<Customer>("1"))!.Name.ShouldBe("Anna");
        (await session.LoadAsync<Customer>("2")).ShouldBeNull();
        (await session.LoadManyAsync<Customer>("1", "2", "3")).Single().Name.ShouldBe("Anna");
        (await session.CheckExistsAsync<Customer>("1")).ShouldBeTrue();
    }

    [Fact]
    public async Task gives_a_document_without_guid_one()
    {
        await using var store = await Stores.WithGuidsAsync();
        await using var session = store.LightweightSession();
        var note = new Note(Guid.Empty, "hello");
        session.Store(note);
        await session.SaveChangesAsync();

        note.Id.ShouldNotBe(Guid.Empty);
        (await session.LoadAsync<Note>(note.Id))!.Text.ShouldBe("hello");
    }

    [Fact]
    public async Task rejects_inserting_a_document_that_exists()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Insert(new Customer { Id = "1" });
        await session.SaveChangesAsync();
        session.Store(new Customer { Id = "2" });
        session.Insert(new Customer { Id = "1" });

        (await Should.ThrowAsync<DocumentAlreadyExistsException>(() => session.SaveChangesAsync())).Id.ShouldBe("1");
        (await session.LoadAsync<Customer>("2")).ShouldBeNull();
    }

    [Fact]
    public async Task rejects_updating_a_document_that_does_not_exist()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Store(new Customer { Id = "2" });
        session.Update(new Customer { Id = "1" });

        (await Should.ThrowAsync<NonExistentDocumentException>(() => session.SaveChangesAsync())).Id.ShouldBe("1");
        (await session.LoadAsync<Customer>("2")).ShouldBeNull();
    }

    [Fact]
    public async Task rejects_a_document_without_identity()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();

        Should.Throw<InvalidDocumentException>(() => session.Store(new Nameless("x")));
        Should.Throw<InvalidOperationException>(() => session.Store(new Customer()));
    }

    [Fact]
    public async Task runs_sql_in_the_same_transaction()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.QueueSqlCommand("create table points (name text, value bigint)");
        session.QueueSqlCommand("insert into points values (?, ?)", "x", 1L);
        await session.SaveChangesAsync();
        session.QueueSqlCommand("insert into points values ('lost', 3)");
        session.QueueSqlCommand("select 1 / 0");

        await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync());
        await using var query = store.QuerySession();
        (await query.QueryAsync<string>("select name from points order by value")).ShouldBe(["x"]);
    }

    [Fact]
    public async Task reads_documents_by_hand_written_conditions()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Store(new Customer { Id = "1", Age = 10 }, new Customer { Id = "2", Age = 20 });
        await session.SaveChangesAsync();

        (await session.QueryAsync<Customer>("where (data ->> 'Age')::int > ?", 15)).Single().Id.ShouldBe("2");
    }

    [Fact]
    public async Task tells_listeners_before_and_after_a_save()
    {
        var listener = new Recorder();
        await using var store = await Stores.WithStringKeysAsync(o => o.Listeners.Add(listener));
        await using var session = store.LightweightSession();
        session.Events.Append("a", new MoneyDeposited(1));
        session.Store(new Customer { Id = "1" });
        await session.SaveChangesAsync();

        listener.Heard.ShouldBe(["before", "after 1 events, 1 documents"]);
    }

    private sealed class Recorder : DocumentSessionListenerBase
    {
        public List<string> Heard { get; } = [];

        public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
        {
            Heard.Add("before");
            return Task.CompletedTask;
        }

        public override Task AfterCommitAsync(IDocumentSession session, global::Marten.Services.IChangeSet commit, CancellationToken token)
        {
            Heard.Add($"after {commit.GetEvents().Count()} events, {commit.Updated.Count()} documents");
            return Task.CompletedTask;
        }
    }
}
