using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Identity.V1;
using MlOps.Contracts.Lineage.V1;
using MlOps.Lineage.Ledger;
using MlOps.Messaging;
using MlOps.ServiceHost;
using Npgsql;

namespace MlOps.Lineage.Tests;

public sealed class LedgerTests(LineageSystem system) : IClassFixture<LineageSystem>
{
    [Fact]
    public async Task positions_have_no_gap_and_every_hash_follows_from_the_one_before()
    {
        await system.TellAsync(LifeEvents.Of("chained"));

        var ledger = await system.LedgerAsync();

        ledger.Select(entry => entry.Position).ShouldBe(Enumerable.Range(1, ledger.Count).Select(position => (long)position));
        FirstBroken(ledger).ShouldBeNull();
    }

    [Fact]
    public async Task a_record_that_was_altered_deleted_or_reordered_is_found()
    {
        await system.TellAsync(LifeEvents.Of("forged"));
        var ledger = await system.LedgerAsync();
        var position = ledger[ledger.Count / 2].Position;

        await ExecuteAsync($"UPDATE ledger SET actor = 'mallory' WHERE position = {position}");
        FirstBroken(await system.LedgerAsync()).ShouldBe(position);
        await ExecuteAsync($"UPDATE ledger SET actor = '{ledger[(int)position - 1].Actor}' WHERE position = {position}");
        FirstBroken(await system.LedgerAsync()).ShouldBeNull();

        FirstBroken([.. ledger.Where(entry => entry.Position != position)]).ShouldBe(position + 1);
        FirstBroken([.. ledger.Take((int)position - 1), ledger[(int)position], ledger[(int)position - 1], .. ledger.Skip((int)position + 1)]).ShouldNotBeNull();
    }

    [Fact]
    public async Task an_event_that_comes_twice_is_one_entry()
    {
        var life = LifeEvents.Of("doubled");
        await system.TellAsync(life);
        await system.TellAsync(life.Concat(LifeEvents.Of("after-doubled")));

        var ids = (await system.LedgerAsync()).Select(entry => entry.EventId).ToList();

        ids.Distinct().Count().ShouldBe(ids.Count);
    }

    [Theory]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.PermissionDenied, "application")]
    [InlineData(StatusCode.PermissionDenied, "service")]
    [InlineData(StatusCode.OK, "auditor")]
    [InlineData(StatusCode.OK, "engineer")]
    [InlineData(StatusCode.OK, "approver")]
    [InlineData(StatusCode.OK, "admin")]
    public async Task the_ledger_is_for_people_who_work_on_models_or_examine_them(StatusCode answer, params string[] roles)
    {
        using var call = new LineageGraph.LineageGraphClient(system.Service.ChannelAs("ann", roles)).ReadLedger(new ReadLedgerRequest { FromPosition = long.MaxValue });

        if (answer == StatusCode.OK) (await call.ResponseStream.MoveNext(default)).ShouldBeFalse();
        else await Refused.WithAsync(answer, () => call.ResponseStream.MoveNext(default));
    }

    [Fact]
    public async Task the_ledger_is_read_by_subject_by_service_from_a_position_and_as_of_a_moment()
    {
        await system.TellAsync(LifeEvents.Of("filtered"));
        var all = await system.LedgerAsync();
        var moment = all[all.Count / 2].Time;

        (await system.LedgerAsync(new ReadLedgerRequest { Subject = "model/filtered" })).Count.ShouldBe(4);
        (await system.LedgerAsync(new ReadLedgerRequest { Service = "test" })).Count.ShouldBe(all.Count(entry => entry.Service == "test"));
        (await system.LedgerAsync(new ReadLedgerRequest { Service = "nobody" })).ShouldBeEmpty();
        (await system.LedgerAsync(new ReadLedgerRequest { FromPosition = all.Count, ToPosition = all.Count })).ShouldHaveSingleItem();
        (await system.LedgerAsync(new ReadLedgerRequest { AsOf = moment })).ShouldAllBe(entry => entry.Time <= moment);
    }

    [Fact]
    public async Task entries_of_the_platform_are_for_those_who_may_see_all_tokens_of_all_workspaces()
    {
        await system.TellAsync([(Topics.Gateway, "token/hidden", new TokenCreated { TokenId = "hidden" }, Guid.NewGuid().ToString())]);
        var request = new ReadLedgerRequest { Subject = "token/hidden" };

        (await ReadAsync(["*"], "auditor")).ShouldHaveSingleItem();
        (await ReadAsync(["*"], "engineer")).ShouldBeEmpty();
        (await ReadAsync(["default"], "auditor")).ShouldBeEmpty();
        (await ReadAsync(["default"], "admin")).ShouldBeEmpty();

        async Task<List<LedgerEntry>> ReadAsync(string[] workspaces, string role)
        {
            using var call = new LineageGraph.LineageGraphClient(system.Service.ChannelIn(workspaces, "ann", role)).ReadLedger(request);
            return await call.ResponseStream.ReadAllAsync().ToListAsync();
        }
    }

    [Fact]
    public async Task a_reader_that_follows_sees_what_comes_later()
    {
        using var call = system.Lineage.ReadLedger(new ReadLedgerRequest { Follow = true, Subject = "model/followed" });
        await system.TellAsync(LifeEvents.Of("followed"));

        (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();
        call.ResponseStream.Current.Type.ShouldBe("mlops.registry.v1.ModelVersionCreated");
    }

    [Fact]
    public async Task statistics_count_events_by_service()
    {
        await system.TellAsync(LifeEvents.Of("counted"));

        var statistics = await system.Lineage.GetStatisticsAsync(new GetStatisticsRequest());

        statistics.EventsByService.Values.Sum().ShouldBe(statistics.Position);
        statistics.EventsByService["test"].ShouldBeGreaterThan(0);
        (statistics.Nodes > 0, statistics.Edges > 0).ShouldBe((true, true));
    }

    /// <summary>An auditor's check: the position of the first entry whose hash does not follow from the entry and the hash before.</summary>
    internal static long? FirstBroken(IReadOnlyList<LedgerEntry> ledger)
    {
        var before = new byte[32];
        foreach (var entry in ledger)
        {
            before = SHA256.HashData([.. before, .. EntryDigest.Of(Message(entry))]);
            if (!before.AsSpan().SequenceEqual(entry.Hash.Span)) return entry.Position;
        }
        return null;
    }

    private static Consumed Message(LedgerEntry entry) => new()
    {
        Id = entry.EventId, Type = entry.Type, Source = $"/mlops/{entry.Service}", Subject = entry.Subject, Time = entry.Time.ToDateTimeOffset(),
        Actor = entry.Actor, Workspace = entry.Workspace, CorrelationId = entry.CorrelationId, CausationId = entry.CausationId, Reason = entry.Reason,
        Sequence = entry.Sequence, StreamVersion = 0, TraceParent = entry.Traceparent, Topic = "", Partition = 0, Offset = 0, Body = entry.Data.Memory,
    };

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(system.Service.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
