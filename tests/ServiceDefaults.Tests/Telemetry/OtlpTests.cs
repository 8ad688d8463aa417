using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Telemetry;

public sealed class OtlpTests
{
    [Fact]
    public async Task sends_traces_metrics_and_logs_to_the_configured_endpoint()
    {
        var received = new ConcurrentDictionary<string, string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            var text = $"{request.ContentType} {Encoding.Latin1.GetString(body.ToArray())}";
            received.AddOrUpdate(signal, text, (_, before) => before + text);
        });
        await collector.StartAsync();
        await using var system = await TestSystem.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["services:other:grpc:0"] = "http://127.0.0.1:1",
        };
        var service = await system.StartServiceAsync("notes", b => b.AddNotes(), app => app.MapNotes(), settings);

        await SampleSystem.RefusalOf(new Wire.Notes.NotesClient(service.ChannelAs("ann")).FailWithAsync(new() { Kind = "bug" }));
        await service.DisposeAsync();

        await Eventually.HoldsAsync(() => Task.FromResult(received.Count == 3));
        received.Values.ShouldAllBe(text => text.StartsWith("application/x-protobuf", StringComparison.Ordinal) && text.Contains("notes"));
        received["traces"].ShouldContain("FailWith");
        received["traces"].ShouldNotContain("HttpRequestIn");
        received["metrics"].ShouldContain("http.server.request.duration");
        received["logs"].ShouldContain("secret detail of the implementation");
    }
}
