using System.Text.Json;
using Google.Protobuf;
using MlOps.Gateway.Kafka;
using MlOps.Gateway.Tokens;
using MlOps.ServiceHost;

namespace MlOps.Gateway.Tests;

/// <summary>The shapes of events that are stored or sent already; a change must be able to read them.</summary>
public class ApprovedEventTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly TokenIssued Sample = new("ann", ["approver", "engineer"], Now.AddDays(365), Now);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public void the_stored_event_keeps_its_shape()
    {
        var json = JsonSerializer.Serialize(Sample, Indented);

        var approved = ApprovedFile.Read("TokenIssued.stored.json", json);

        json.ShouldBe(approved);
        JsonSerializer.Serialize(JsonSerializer.Deserialize<TokenIssued>(approved), Indented).ShouldBe(approved);
    }

    [Fact]
    public void the_wire_event_keeps_its_shape()
    {
        var json = new JsonFormatter(JsonFormatter.Settings.Default.WithIndentation()).Format(Publishes.Table.ToWire(Sample));

        json.ShouldBe(ApprovedFile.Read("TokenIssued.wire.json", json));
    }
}
