using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MlOps.Aspire.Hosting.Tests;

public sealed partial class DashboardTests : IDisposable
{
    private readonly StoreDirectory store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task only_who_has_the_printed_address_gets_in()
    {
        await using var app = await StartAsync(_ => { });
        var address = await AddressAsync(app);
        using var stranger = new HttpClient { BaseAddress = address };

        var refusal = await stranger.GetAsync("/");
        refusal.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await refusal.Content.ReadAsStringAsync()).ShouldContain("give the token here");
        (await stranger.GetAsync("/dashboard.js")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.GetAsync("/api/resources")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.GetAsync("/login?t=guess")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.PostAsync("/v1/traces", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var page = await stranger.GetAsync(address);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).ShouldContain("/dashboard.js");
        address.Host.ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task every_file_of_the_page_is_there()
    {
        await using var app = await StartAsync(_ => { });
        using var client = await ClientAsync(app);
        var missing = new List<string>();
        var found = new HashSet<string> { "/" };
        var unread = new Queue<string>(found);
        while (unread.TryDequeue(out var file))
        {
            var response = await client.GetAsync(file);
            if (response.StatusCode != HttpStatusCode.OK) missing.Add(file);
            var names = Regex.Matches(await response.Content.ReadAsStringAsync(), @"(?:(?:href|src)=""/|from '\./)([\w.]+)").Select(match => $"/{match.Groups[1].Value}");
            foreach (var name in names.Where(found.Add)) unread.Enqueue(name);
        }

        missing.ShouldBeEmpty();
        found.ShouldContain("/traces.js");
        found.ShouldContain("/dashboard.css");
    }

    [Fact]
    public async Task two_applications_on_one_machine_do_not_log_each_other_out()
    {
        using var otherStore = new StoreDirectory();
        await using var one = await StartAsync(_ => { });
        await using var other = await StartAsync(_ => { }, otherStore);
        using var browser = new HttpClient();
        await browser.GetAsync(await AddressAsync(one));
        await browser.GetAsync(await AddressAsync(other));

        (await browser.GetAsync(new Uri(await AddressAsync(one), "/api/resources"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync(new Uri(await AddressAsync(other), "/api/resources"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task resources_are_shown_with_their_secrets_hidden()
    {
        await using var app = await StartAsync(builder =>
        {
            var password = builder.AddParameter("password", "s3cret-value", secret: true);
            builder.AddExecutable("program", "sleep", "/", "1000").WithHttpEndpoint(env: "PORT")
                .WithEnvironment("PLAIN", "shown").WithEnvironment("URL", $"http://me:{password}@host");
        });
        await app.BecomesHealthyAsync("program");
        using var client = await ClientAsync(app);

        var text = await client.GetStringAsync("/api/resources");

        text.ShouldNotContain("s3cret-value");
        var program = JsonSerializer.Deserialize<JsonElement>(text)[0];
        program.GetProperty("state").GetString().ShouldBe("Running");
        program.GetProperty("health").GetString().ShouldBe("Healthy");
        program.GetProperty("urls")[0].GetProperty("url").GetString().ShouldStartWith("http://127.0.0.1:");
        var environment = program.GetProperty("environment").EnumerateArray().ToDictionary(v => v.GetProperty("name").GetString()!, v => v.GetProperty("value").GetString());
        environment["PLAIN"].ShouldBe("shown");
        environment["URL"].ShouldBe("••••••");
    }

    [Fact]
    public async Task logs_are_live()
    {
        await using var app = await StartAsync(builder => builder.AddExecutable("program", "sh", "/", "-c", "echo first; sleep 1000"));
        using var client = await ClientAsync(app);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        using var reader = new StreamReader(await client.GetStreamAsync("/api/resources/program/logs", limit.Token));

        (await reader.ReadLineAsync(limit.Token))!.ShouldContain("\"text\":\"first\"");
        (await client.GetAsync("/api/resources/nobody/logs")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task traces_metrics_and_logs_arrive_from_the_real_exporter()
    {
        await using var app = await StartAsync(builder => Describe.Sample(builder, "sample"));
        await app.BecomesHealthyAsync("sample");
        using var sample = new HttpClient { BaseAddress = new Uri((await app.BecomesHealthyAsync("sample")).Snapshot.Urls[0].Url) };
        var endpoint = await sample.GetStringAsync("/variable/OTEL_EXPORTER_OTLP_ENDPOINT");
        var headers = await sample.GetStringAsync("/variable/OTEL_EXPORTER_OTLP_HEADERS");
        (await sample.GetStringAsync("/variable/OTEL_EXPORTER_OTLP_PROTOCOL")).ShouldBe("http/protobuf");

        Report(endpoint, headers);

        using var client = await ClientAsync(app);
        var trace = (await client.GetFromJsonAsync<JsonElement>("/api/traces")).EnumerateArray().Single(t => t.GetProperty("name").GetString() == "outer");
        trace.GetProperty("resource").GetString().ShouldBe("reporter");
        trace.GetProperty("spans").GetInt32().ShouldBe(2);
        trace.GetProperty("errors").GetInt32().ShouldBe(1);
        var spans = (await client.GetFromJsonAsync<JsonElement>($"/api/traces/{trace.GetProperty("id").GetString()}")).EnumerateArray().ToArray();
        spans.Single(s => s.GetProperty("name").GetString() == "inner").GetProperty("attributes").GetProperty("answer").GetString().ShouldBe("42");

        var metrics = (await client.GetFromJsonAsync<JsonElement>("/api/metrics?resource=reporter")).GetProperty("series").EnumerateArray().ToArray();
        var things = metrics.Single(m => m.GetProperty("name").GetString() == "things");
        things.GetProperty("value").GetDouble().ShouldBe(3);
        things.GetProperty("kind").GetString().ShouldBe("counter");
        metrics.Single(m => m.GetProperty("name").GetString() == "level").GetProperty("kind").GetString().ShouldBe("gauge");
        var durations = metrics.Single(m => m.GetProperty("name").GetString() == "durations");
        durations.GetProperty("count").GetInt32().ShouldBe(2);
        durations.GetProperty("value").GetDouble().ShouldBe(15);
        durations.GetProperty("median").GetDouble().ShouldBe(10);
        durations.GetProperty("high").GetDouble().ShouldBeInRange(20, 25);

        var log = (await client.GetFromJsonAsync<JsonElement>("/api/logs?resource=reporter&text=hello")).GetProperty("messages").EnumerateArray().Single();
        log.GetProperty("message").GetString().ShouldBe("Hello {Name}");
        log.GetProperty("attributes").GetProperty("Name").GetString().ShouldBe("world");
    }

    private static void Report(string endpoint, string headers)
    {
        void Export(OtlpExporterOptions options, string signal)
        {
            options.Endpoint = new Uri($"{endpoint}v1/{signal}");
            options.Headers = headers;
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
        }

        var name = $"reporter-{Guid.NewGuid():N}";
        var resource = ResourceBuilder.CreateEmpty().AddService("reporter");
        using var source = new ActivitySource(name);
        using var meter = new Meter(name);
        using (Sdk.CreateTracerProviderBuilder().AddSource(name).SetResourceBuilder(resource).AddOtlpExporter(o => Export(o, "traces")).Build())
        {
            using var outer = source.StartActivity("outer");
            using var inner = source.StartActivity("inner");
            inner!.SetTag("answer", 42).SetStatus(ActivityStatusCode.Error, "broken");
        }
        using (Sdk.CreateMeterProviderBuilder().AddMeter(name).SetResourceBuilder(resource).AddOtlpExporter(o => Export(o, "metrics")).Build())
        {
            meter.CreateCounter<int>("things").Add(3);
            meter.CreateUpDownCounter<int>("level").Add(3);
            var durations = meter.CreateHistogram<double>("durations", "ms");
            durations.Record(10);
            durations.Record(20);
        }
        using var logs = LoggerFactory.Create(l => l.AddOpenTelemetry(o => o.SetResourceBuilder(resource).AddOtlpExporter(e => Export(e, "logs"))));
        Hello(logs.CreateLogger("tests"), "world");
    }

    [LoggerMessage(1, LogLevel.Information, "Hello {Name}")]
    private static partial void Hello(ILogger logger, string name);

    private async Task<DistributedApplication> StartAsync(Action<IDistributedApplicationBuilder> describe, StoreDirectory? otherStore = null)
    {
        var builder = DistributedApplication.CreateBuilder([(otherStore ?? store).Argument]);
        describe(builder);
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }

    private static async Task<Uri> AddressAsync(DistributedApplication app) =>
        new((await app.BecomesAsync("aspire-dashboard", s => s.Urls.Length > 0)).Snapshot.Urls.Single().Url);

    private static async Task<HttpClient> ClientAsync(DistributedApplication app)
    {
        var address = await AddressAsync(app);
        var client = new HttpClient { BaseAddress = address };
        (await client.GetAsync(address)).EnsureSuccessStatusCode();
        return client;
    }
}
