using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Telemetry;

public sealed class TraceTests : IAsyncLifetime, IDisposable
{
    private readonly Spans spans = new();
    private TestSystem system = null!;
    private TestService notes = null!;

    public async Task InitializeAsync()
    {
        system = await TestSystem.StartAsync();
        notes = await system.StartServiceAsync("other", builder =>
        {
            builder.AddNotes("other");
            spans.CollectFrom(builder);
        }, app => app.MapNotes(), Spans.Settings);
    }

    public async Task DisposeAsync()
    {
        await notes.DisposeAsync();
        await system.DisposeAsync();
    }

    public void Dispose() => spans.Dispose();

    [Fact]
    public async Task goes_from_http_through_grpc_and_kafka_to_the_consumer()
    {
        await using var reader = await system.StartServiceAsync("reader", builder => builder.AddReader(new()), _ => { });
        await using var front = await system.StartServiceAsync("front", builder => builder.AddNotes("front"), app => app.MapPost(
            "/relay/{name}", async (string name, Wire.Notes.NotesClient other) => (await other.WriteNoteAsync(new() { Name = name, Text = "hello" })).Text).RequireIdentity(),
            new Dictionary<string, string?> { ["services:other:grpc:0"] = notes.GrpcAddress.ToString() });
        using var http = front.HttpAs("ann");
        spans.Begin();

        using var answer = await http.PostAsync("/relay/traced", null);
        answer.EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(() => Task.FromResult(spans.Ended.Any(span => span.Kind == ActivityKind.Consumer)));

        var request = Single("POST /relay/{name}", ActivityKind.Server);
        var call = Single("mlops.notes.v1.Notes/WriteNote", ActivityKind.Client, request);
        var served = Single("mlops.notes.v1.Notes/WriteNote", ActivityKind.Server, call);
        var send = Single($"send {Publishes.Topic}", ActivityKind.Producer, served);
        var process = Single($"process {Publishes.Topic}", ActivityKind.Consumer, send);
        Tags(served, "rpc.system.name", "rpc.method", "rpc.response.status_code").ShouldBe(["grpc", "mlops.notes.v1.Notes/WriteNote", "OK"]);
        Tags(send, "messaging.system", "messaging.operation.type", "messaging.destination.name").ShouldBe(["kafka", "send", Publishes.Topic]);
        Tags(process, "messaging.operation.type", "messaging.consumer.group.name").ShouldBe(["process", "mlops.reader.OnNoteWritten"]);
        spans.Ended.ShouldContain(span => span.Source.Name == "Npgsql" && span.ParentSpanId == served.SpanId);
    }

    [Fact]
    public async Task leaves_probes_out()
    {
        using var http = notes.HttpAs("ann");
        spans.Begin();
        foreach (var probe in new[] { "/alive", "/metrics", "/health" }) (await http.GetAsync(probe)).Dispose();
        (await http.GetAsync("/hello")).Dispose();

        await Eventually.HoldsAsync(() => Task.FromResult(spans.Ended.Any(span => span.Kind == ActivityKind.Server)));

        spans.Ended.Where(span => span.Kind == ActivityKind.Server).Select(span => span.DisplayName).ShouldBe(["GET /hello"]);
    }

    private Activity Single(string name, ActivityKind kind, Activity? parent = null) => spans.Ended
        .Where(span => span.DisplayName == name && span.Kind == kind && (parent is null || span.ParentSpanId == parent.SpanId))
        .ShouldHaveSingleItem($"{kind} {name}; there are {string.Join(", ", spans.Ended.Select(span => $"{span.Kind} {span.DisplayName}"))}");

    private static IEnumerable<object?> Tags(Activity span, params string[] names) => names.Select(span.GetTagItem);
}
