using System.Linq.Expressions;
using FsCheck;
using FsCheck.Fluent;
using Marten;
using Marten.Exceptions;
using MlOps.Marten.Tests.Domain;
using Weasel.Core;

namespace MlOps.Marten.Tests;

public class QueryTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.FromHours(2));
    private static readonly Guid Known = Guid.NewGuid();

    private static readonly Customer[] All =
    [
        new() { Id = "1", Name = "Ann", Age = 30, IsActive = true, Kind = AccountKind.Business, Since = Start, Number = Known, Score = 1.5, Address = new("Bonn", 1), Tags = ["a", "b"] },
        new() { Id = "2", Name = "Bob", Age = 20, FormerKind = AccountKind.Private, Since = Start.AddDays(1), Score = -2, Address = new("Kiel", 2), Tags = ["b"] },
        new() { Id = "3", Name = null, Age = 40, IsActive = true, Since = Start.AddDays(2), Address = null },
        new() { Id = "4", Name = "100%_sure\\", Age = 20, Kind = AccountKind.Business, FormerKind = AccountKind.Business, Since = Start.AddDays(3), Address = new("Bonn", 3), Tags = ["c", "a"] },
    ];

    private DocumentStore store = null!;

    public static IEnumerable<object[]> Predicates()
    {
        string[] names = ["Ann", "Bob"];
        var ids = new List<string> { "2", "4" };
        AccountKind[] kinds = [AccountKind.Business];
        int? nothing = null;
        var kind = AccountKind.Business;
        Expression<Func<Customer, bool>>[] predicates =
        [
            c => c.Id == "1",
            c => c.Name == "Ann",
            c => c.Name == null,
            c => c.Name != null,
            c => c.Age > 20 && c.Age <= 40,
            c => c.Age < 25 || c.Name == null,
            c => 30 == c.Age,
            c => 30 < c.Age,
            c => c.Age == nothing,
            c => c.IsActive,
            c => !c.IsActive,
            c => c.IsActive == false,
            c => c.Kind == AccountKind.Business,
            c => c.Kind == kind,
            c => c.FormerKind == AccountKind.Private,
            c => c.FormerKind == null,
            c => c.FormerKind.HasValue,
            c => c.FormerKind!.Value == kind,
            c => c.Since == Start,
            c => c.Since > Start.AddHours(1).ToUniversalTime(),
            c => c.Number == Known,
            c => c.Score > 0,
            c => c.Score == null,
            c => c.Name!.StartsWith("An"),
            c => c.Name!.EndsWith("ob"),
            c => c.Name!.Contains("nn"),
            c => c.Name!.Contains("%_"),
            c => c.Name!.EndsWith("e\\"),
            c => c.Name!.Contains("ANN", StringComparison.OrdinalIgnoreCase),
            c => c.Name!.Equals("Ann"),
            c => string.IsNullOrEmpty(c.Name),
            c => c.Address!.City == "Bonn" && c.Address.Number > 1,
            c => names.Contains(c.Name),
            c => ids.Contains(c.Id),
            c => !ids.Contains(c.Id),
            c => c.Id.IsOneOf("1", "3"),
            c => kinds.Contains(c.Kind),
            c => c.Tags.Contains("a"),
            c => !c.Tags.Contains("a"),
            c => c.Tags.Any(),
            c => true,
            c => names.Length == 2 && c.Age == 20,
        ];
        return predicates.Select(p => new object[] { p.ToString(), p });
    }

    public async Task InitializeAsync()
    {
        store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Store(All);
        await session.SaveChangesAsync();
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task finds_what_the_same_condition_finds_in_memory()
    {
        await using var session = store.QuerySession();
        foreach (var row in Predicates())
        {
            var predicate = (Expression<Func<Customer, bool>>)row[1];
            var found = await session.Query<Customer>().Where(predicate).OrderBy(c => c.Id).ToListAsync();

            found.Select(c => c.Id).ShouldBe(All.Where(InMemory(predicate)).Select(c => c.Id), (string)row[0]);
        }
    }

    [Fact]
    public async Task a_comparison_with_null_is_neither_true_nor_false()
    {
        await using var session = store.QuerySession();
        Task<IReadOnlyList<string>> IdsAsync(Expression<Func<Customer, bool>> predicate) => session.Query<Customer>().Where(predicate).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync();

        (await IdsAsync(c => c.Name != "Ann")).ShouldBe(["2", "4"]);
        (await IdsAsync(c => !(c.Name == "Ann"))).ShouldBe(["2", "4"]);
        (await IdsAsync(c => !c.Name!.StartsWith("An"))).ShouldBe(["2", "4"]);
        (await IdsAsync(c => !(c.Score > 0))).ShouldBe(["2"]);
    }

    [Fact]
    public async Task finds_enums_stored_as_text_and_members_of_other_names()
    {
        await using var other = await Stores.WithStringKeysAsync(o => o.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase));
        await using var session = other.LightweightSession();
        session.Store(All);
        await session.SaveChangesAsync();

        (await session.Query<Customer>().CountAsync(c => c.Kind == AccountKind.Business && c.Address!.City == "Bonn")).ShouldBe(2);
        (await session.QueryAsync<string>("select data ->> 'kind' from mt_doc_customer where id = '1'")).ShouldBe(["Business"]);
    }

    [Fact]
    public async Task orders_pages_and_projects()
    {
        await using var session = store.QuerySession();

        (await session.Query<Customer>().OrderByDescending(c => c.Age).ThenBy(c => c.Name).Select(c => c.Id).ToListAsync()).ShouldBe(["3", "1", "4", "2"]);
        (await session.Query<Customer>().OrderBy(c => c.Since).Skip(1).Take(2).Select(c => new { c.Id, c.Address }).ToListAsync()).Select(c => c.Id).ShouldBe(["2", "3"]);
        (await session.Query<Customer>().OrderBy(c => c.Id).Stats(out var stats).Take(1).ToListAsync()).Count.ShouldBe(1);
        stats.TotalResults.ShouldBe(4);
    }

    [Fact]
    public async Task counts_and_picks()
    {
        await using var session = store.QuerySession();
        var query = session.Query<Customer>();

        (await query.CountAsync()).ShouldBe(4);
        (await query.AnyAsync(c => c.Age > 100)).ShouldBeFalse();
        (await query.OrderBy(c => c.Age).ThenBy(c => c.Id).FirstAsync()).Id.ShouldBe("2");
        (await query.FirstOrDefaultAsync(c => c.Age > 100)).ShouldBeNull();
        (await query.SingleAsync(c => c.Id == "1")).Address.ShouldBe(new Address("Bonn", 1));
        await Should.ThrowAsync<InvalidOperationException>(() => query.SingleAsync());
        await Should.ThrowAsync<InvalidOperationException>(() => query.FirstAsync(c => c.Age > 100));
        (await query.SumAsync(c => c.Age)).ShouldBe(110);
        (await query.MaxAsync(c => c.Score!.Value)).ShouldBe(1.5);
        var streamed = new List<string>();
        await foreach (var customer in query.OrderBy(c => c.Id).ToAsyncEnumerable()) streamed.Add(customer.Id);
        streamed.ShouldBe(["1", "2", "3", "4"]);
    }

    [Fact]
    public async Task deletes_by_a_condition()
    {
        await using var session = store.LightweightSession();
        session.DeleteWhere<Customer>(c => c.Age == 20);
        await session.SaveChangesAsync();

        (await session.Query<Customer>().OrderBy(c => c.Id).Select(c => c.Id).ToListAsync()).ShouldBe(["1", "3"]);
    }

    [Fact]
    public async Task refuses_what_it_cannot_translate()
    {
        await using var session = store.QuerySession();

        await Should.ThrowAsync<BadLinqExpressionException>(() => session.Query<Customer>().Where(c => c.Name!.Length > 3).ToListAsync());
        await Should.ThrowAsync<BadLinqExpressionException>(() => session.Query<Customer>().GroupBy(c => c.Age).ToListAsync());
    }

    [Fact]
    public async Task uses_its_indexes()
    {
        await using var indexed = await Stores.WithStringKeysAsync(o => o.Schema.For<Customer>()
            .Index(c => c.Age).Index(c => c.Since).UniqueIndex(c => c.Name!).GinIndexJsonData());
        await using var session = indexed.LightweightSession();
        session.Store(All);
        await session.SaveChangesAsync();

        var plan = await indexed.ScalarAsync("set enable_seqscan = off; explain (format json) select * from mt_doc_customer d where CAST(d.data ->> 'Age' as integer) = 20");
        ((string)plan!).ShouldContain("idx_age");
        session.Store(new Customer { Id = "9", Name = "Ann" });
        await Should.ThrowAsync<JasperFx.DocumentAlreadyExistsException>(() => session.SaveChangesAsync());
    }

    [Fact]
    public async Task keeps_every_text_number_and_time_as_it_is()
    {
        await using var session = store.LightweightSession();
        var samples = Gen.Sample(ArbMap.Default.GeneratorFor<(NonNull<string>, int, double?, DateTime)>(), 60, 20)
            .Select((s, i) => new Customer
            {
                // PostgreSQL has no NUL in text, and unpaired surrogates are no text.
                Id = $"p{i}", Name = new string([.. s.Item1.Get.Where(c => c != '\0' && !char.IsSurrogate(c))]), Age = s.Item2,
                Score = s.Item3 is { } d && double.IsFinite(d) ? d : null, Since = new DateTimeOffset(s.Item4.Ticks / 10 * 10, TimeSpan.Zero),
            }).ToList();
        session.Store<Customer>(samples);
        await session.SaveChangesAsync();

        foreach (var sample in samples)
        {
            var read = (await session.LoadAsync<Customer>(sample.Id))!;
            (read with { Tags = sample.Tags }).ShouldBe(sample);
            (await session.Query<Customer>().Where(c => c.Name == sample.Name && c.Age == sample.Age && c.Since == sample.Since && c.Score == sample.Score).Select(c => c.Id).ToListAsync())
                .ShouldContain(sample.Id);
        }
    }

    /// <summary>In memory, a condition on members of null members fails.</summary>
    private static Func<Customer, bool> InMemory(Expression<Func<Customer, bool>> predicate)
    {
        var compiled = predicate.Compile();
        return customer =>
        {
            try
            {
                return compiled(customer);
            }
            catch (Exception failure) when (failure is NullReferenceException or InvalidOperationException)
            {
                return false;
            }
        };
    }
}
