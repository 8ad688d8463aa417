using System.Text;
using Confluent.Kafka;
using MlOps.ServiceDefaults.Tests.Sample;

namespace MlOps.ServiceDefaults.Tests.Kafka;

public sealed class PublishingTests(SampleSystem sample) : IClassFixture<SampleSystem>
{
    [Fact]
    public async Task publishes_events_in_their_order_and_goes_on_after_a_restart()
    {
        var notes = sample.NotesAs("ann");
        for (var i = 0; i < 10; i++) await notes.WriteNoteAsync(new() { Name = $"order-{i % 2}", Text = $"text {i}" });
        await sample.Service.RestartAsync();
        for (var i = 10; i < 20; i++) await sample.NotesAs("ann").WriteNoteAsync(new() { Name = $"order-{i % 2}", Text = $"text {i}" });

        var results = await sample.System.ReadAsync(Publishes.Topic, all => OfOrder(all).Count == 20);

        OfOrder(results).Select(r => long.Parse(Header(r, "ce_sequence"))).ShouldBeInOrder();
        OfOrder(results).Select(r => r.Message.Key).ShouldBe(Enumerable.Range(0, 20).Select(i => $"default/note/order-{i % 2}"));
    }

    [Fact]
    public async Task writes_cloud_events_in_binary_mode()
    {
        var headers = new Grpc.Core.Metadata { { "x-correlation-id", "c-1" }, { "x-causation-id", "e-0" } };
        await sample.NotesAs("ann").WriteNoteAsync(new() { Name = "cloud", Text = "hello", Reason = "because" }, headers);

        var result = (await sample.System.ReadAsync(Publishes.Topic, all => all[^1].Message.Key == "default/note/cloud"))[^1];

        Header(result, "ce_specversion").ShouldBe("1.0");
        Header(result, "ce_type").ShouldBe("mlops.notes.v1.NoteWritten");
        Header(result, "ce_source").ShouldBe("/mlops/notes");
        Header(result, "ce_subject").ShouldBe("note/cloud");
        Header(result, "content-type").ShouldBe("application/protobuf");
        Header(result, "ce_actor").ShouldBe("ann");
        Header(result, "ce_workspace").ShouldBe("default");
        Header(result, "ce_correlationid").ShouldBe("c-1");
        Header(result, "ce_causationid").ShouldBe("e-0");
        Header(result, "ce_reason").ShouldBe("because");
        Header(result, "ce_streamversion").ShouldBe("1");
        Guid.TryParse(Header(result, "ce_id"), out _).ShouldBeTrue();
        Header(result, "ce_time").ShouldEndWith("Z");
        Wire.NoteWritten.Parser.ParseFrom(result.Message.Value).Text.ShouldBe("hello");
    }

    [Fact]
    public async Task may_read_rows_that_the_event_points_at()
    {
        var notes = sample.NotesAs("ann");
        await notes.WriteNoteAsync(new() { Name = "labelled", Text = "one" });
        await notes.WriteNoteAsync(new() { Name = "labelled", Text = "two", Labels = { ["colour"] = "red" } });

        var edited = await sample.System.ConsumeAsync<Wire.NoteEdited>(Publishes.Topic, m => m.Subject == "note/labelled");

        edited.Data.Text.ShouldBe("red: two");
    }

    [Fact]
    public async Task keeps_private_events_inside()
    {
        var notes = sample.NotesAs("ann");
        await notes.WriteNoteAsync(new() { Name = "private", Text = "one" });
        await notes.WriteNoteAsync(new() { Name = "private", Text = "two" });
        await notes.WriteNoteAsync(new() { Name = "private-end", Text = "end" });

        var results = await sample.System.ReadAsync(Publishes.Topic, all => all[^1].Message.Key == "default/note/private-end");

        results.Where(r => r.Message.Key == "default/note/private").Select(r => Header(r, "ce_type"))
            .ShouldBe(["mlops.notes.v1.NoteWritten", "mlops.notes.v1.NoteEdited"]);
    }

    // What was acknowledged but not yet noted when the service stopped comes again: consumers know it by its id.
    private static List<ConsumeResult<string, byte[]>> OfOrder(IEnumerable<ConsumeResult<string, byte[]>> results) =>
        [.. results.Where(r => r.Message.Key.StartsWith("default/note/order-", StringComparison.Ordinal)).DistinctBy(r => Header(r, "ce_id"))];

    private static string Header(ConsumeResult<string, byte[]> result, string name) => Encoding.UTF8.GetString(result.Message.Headers.GetLastBytes(name));
}
