using System.Globalization;
using System.Text.RegularExpressions;
using MlOps.ServiceDefaults.Tests.Sample;

namespace MlOps.ServiceDefaults.Tests.Telemetry;

public sealed partial class MetricsEndpointTests(SampleSystem sample) : IClassFixture<SampleSystem>
{
    [Fact]
    public async Task answers_with_well_formed_prometheus_text()
    {
        await sample.NotesAs("ann").WhoCallsAsync(new());

        using var response = await sample.Service.Http().GetAsync("/metrics");
        var page = await response.Content.ReadAsStringAsync();

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var types = new Dictionary<string, string>();
        foreach (var line in page.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Comment().IsMatch(line)) continue;
            if (TypeLine().Match(line) is { Success: true } type)
            {
                types.TryAdd(type.Groups["name"].Value, type.Groups["type"].Value).ShouldBeTrue(line);
                continue;
            }

            var match = SampleLine().Match(line);
            match.Success.ShouldBeTrue(line);
            var name = match.Groups["name"].Value;
            types.Keys.ShouldContain(known => name == known || (types[known] == "histogram" && name.StartsWith(known, StringComparison.Ordinal)), line);
            var value = match.Groups["value"].Value;
            (value is "+Inf" or "-Inf" or "NaN" || double.TryParse(value, CultureInfo.InvariantCulture, out _)).ShouldBeTrue(line);
        }

        types["http_server_request_duration_seconds"].ShouldBe("histogram");
        types.Keys.ShouldContain(name => name.StartsWith("kestrel_", StringComparison.Ordinal));
        types.Keys.ShouldContain(name => name.StartsWith("dotnet_", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^# (HELP|UNIT) [a-zA-Z_:][a-zA-Z0-9_:]* .+$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)+\})? (?<value>\S+)$""")]
    private static partial Regex SampleLine();
}
