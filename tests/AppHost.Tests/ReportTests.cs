using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace MlOps.AppHost.Tests;

public sealed class ReportTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mlops-test-report-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void the_table_has_one_line_a_resource()
    {
        var text = ResourceTable.Render(Status(
            Resource("gateway", "Running", "Healthy", ("http", "http://127.0.0.1:8080"), ("grpc", "http://127.0.0.1:8081")),
            Resource("kafka", "Starting", null, ("tcp", "tcp://127.0.0.1:9092")) with { ExitCode = 137 }));

        text.ShouldBe("""
            RESOURCE  STATE           HEALTH   ADDRESS
            gateway   Running         Healthy  http://127.0.0.1:8080 grpc :8081
            kafka     Starting (137)  -        tcp://127.0.0.1:9092

            """);
    }

    [Fact]
    public void the_table_fits_on_a_small_screen()
    {
        var status = Status([.. Enumerable.Range(1, 20).Select(i => Resource($"service-{i}", "Running", "Healthy"))])
            with { Dashboard = "http://127.0.0.1:1/login?t=1" };

        var rows = StatusConsole.Fit(status, "All healthy.", width: 30, height: 10);

        rows.ShouldBe([
            "RESOURCE    STATE    HEALTH   ", "service-1   Running  Healthy", "service-2   Running  Healthy",
            "service-3   Running  Healthy", "service-4   Running  Healthy", "... 16 more: ./mlops status", "",
            "Dashboard: http://127.0.0.1:1/", "", "All healthy.",
        ]);
    }

    [Fact]
    public void the_json_has_states_and_addresses()
    {
        var json = JsonSerializer.Serialize(
            Status(Resource("kafka", "Running", "Healthy", ("tcp", "tcp://127.0.0.1:9092"))),
            SystemStatusJson.Default.SystemStatus);

        using var document = JsonDocument.Parse(json);
        var kafka = document.RootElement.GetProperty("resources")[0];
        kafka.GetProperty("state").GetString().ShouldBe("Running");
        kafka.GetProperty("addresses").GetProperty("tcp").GetString().ShouldBe("tcp://127.0.0.1:9092");
    }

    [Fact]
    public void a_system_is_healthy_when_every_resource_is_known_to_be()
    {
        var (first, second) = (new ExecutableResource("first", "true", "/"), new ExecutableResource("second", "true", "/"));
        ResourceEvent InState(IResource resource, string state) =>
            new(resource, resource.Name, new CustomResourceSnapshot { ResourceType = "Executable", Properties = [], State = state });
        bool IsHealthy(params ResourceEvent[] known) =>
            SystemStatus.From(known, _ => false, [first, second], DateTimeOffset.UnixEpoch).Healthy;

        IsHealthy().ShouldBeFalse();
        IsHealthy(InState(first, "Running")).ShouldBeFalse();
        IsHealthy(InState(first, "Running"), InState(second, "Starting")).ShouldBeFalse();
        IsHealthy(InState(first, "Running"), InState(second, "Running")).ShouldBeTrue();
    }

    [Fact]
    public void a_log_file_is_bounded()
    {
        var path = Path.Combine(directory.FullName, "x.log");
        using var file = new RotatingFile(path, limit: 1000);

        for (var i = 0; i < 100; i++) file.Append([new string('x', 99)]);
        file.Append(["last"]);

        (File.ReadAllBytes(path).Length + File.ReadAllBytes($"{path}.1").Length).ShouldBeLessThanOrEqualTo(2000);
        File.ReadAllLines(path)[^1].ShouldBe("last");
    }

    private static ResourceStatus Resource(string name, string state, string? health, params (string Name, string Url)[] addresses) =>
        new(name, "Project", state, health, null, null, addresses.ToDictionary(address => address.Name, address => address.Url));

    private static SystemStatus Status(params ResourceStatus[] resources) => new(true, 1, DateTimeOffset.UnixEpoch, true, null, resources);
}
