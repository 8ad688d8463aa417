using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MlOps.Hosting.Postgres;

namespace MlOps.AppHost.Tests;

public sealed class TopologyTests(DescribedApplication app) : IClassFixture<DescribedApplication>
{
    private static readonly string[] Owners =
    [
        "catalog", "features", "experiments", "registry", "serving", "monitoring", "lineage", "gateway",
    ];

    [Fact]
    public void every_service_has_a_database_of_its_own() =>
        app.Resources.OfType<DatabaseResource>().Select(d => d.Name).ShouldBe(Owners.Select(owner => $"{owner}-db"), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Services))]
    public async Task a_service_is_given_its_database_kafka_blobs_a_key_of_its_own_and_where_the_others_are(string service)
    {
        var environment = await app.EnvironmentAsync(service);

        var password = await File.ReadAllTextAsync(Path.Combine(app.Data, "postgres.password"));
        environment[$"ConnectionStrings__{service}-db"].ShouldEndWith($";Username=postgres;Password={password};Database={service}-db");
        environment["ConnectionStrings__kafka"].ShouldMatch(@"^127\.0\.0\.1:\d+$");
        environment.Keys.Where(key => key.StartsWith("ConnectionStrings__", StringComparison.Ordinal))
            .DistinctBy(key => key.Replace('-', '_')).Count().ShouldBe(2);
        environment["Blobs__Root"].ShouldBe(Path.Combine(app.Data, "blobs"));
        environment["Identity__KeyFile"].ShouldBe(Path.Combine(app.Data, "identity", $"{service}.pem"));
        environment["Identity__ServiceKeys"].ShouldBe(Path.Combine(app.Data, "identity", "services"));
        environment["Identity__Authority"].ShouldBe((await app.EnvironmentAsync("gateway"))["Identity__Authority"]);
        environment["Identity__Authority"].ShouldStartWith("http://127.0.0.1:");
        environment.ContainsKey("Identity__KeyRing").ShouldBe(service == "gateway");
        environment.ContainsKey("Secrets__MasterKeys").ShouldBe(service == "gateway");
        if (service == "gateway") environment["Secrets__MasterKeys"].ShouldBe(Path.Combine(app.Data, "identity", "master-keys"));
        else environment["services__gateway__grpc__0"].ShouldStartWith("http://127.0.0.1:");
        environment["OMP_WAIT_POLICY"].ShouldBe("PASSIVE");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void a_service_waits_for_its_database_and_the_broker_only_so_that_all_start_at_once(string service)
    {
        var waits = app.Project(service).Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name);

        waits.ShouldBe(["kafka", "postgres", $"{service}-db"], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void a_service_is_started_as_the_program_that_was_built_and_says_how_it_is(string service)
    {
        var project = app.Project(service);

        File.Exists(project.Annotations.OfType<ExecutableAnnotation>().Single().Command).ShouldBeTrue();
        project.Annotations.OfType<HealthCheckAnnotation>().ShouldHaveSingleItem();
        project.Annotations.OfType<EndpointAnnotation>()
            .Select(endpoint => (endpoint.Name, endpoint.Transport, endpoint.IsProxied, endpoint.TargetHost))
            .ShouldBe([("http", "http", false, "127.0.0.1"), ("grpc", "http2", false, "127.0.0.1")]);
    }

    [Fact]
    public async Task the_gateway_finds_every_service()
    {
        var environment = await app.EnvironmentAsync("gateway");

        foreach (var service in Owners.Where(owner => owner != "gateway"))
        {
            environment[$"services__{service}__http__0"].ShouldStartWith("http://127.0.0.1:");
            environment[$"services__{service}__grpc__0"].ShouldStartWith("http://127.0.0.1:");
        }
    }

    [Fact]
    public void the_gateway_listens_at_the_usual_ports()
    {
        Port("http", app).ShouldBe(8080);
        Port("grpc", app).ShouldBe(8081);
    }

    [Fact]
    public async Task the_gateway_listens_where_it_is_told_and_containers_take_the_servers_places_on_request()
    {
        var other = await DescribedApplication.WithAsync("--http-port=9000", "--grpc-port=9001", "--containers=true");

        Port("http", other).ShouldBe(9000);
        Port("grpc", other).ShouldBe(9001);
        other.Resources.Where(resource => resource.IsContainer()).Select(resource => resource.Name).ShouldBe(["postgres", "kafka"]);
        other.Resources.OfType<PostgresDatabaseResource>().Count().ShouldBe(Owners.Length);
        await other.DisposeAsync();
    }

    [Fact]
    public async Task every_service_gets_the_settings_of_kafka_clients()
    {
        await using var other = await DescribedApplication.WithAsync("--Kafka:Client:security_protocol=SASL_SSL");

        foreach (var service in Owners)
            (await other.EnvironmentAsync(service))["Kafka__Client__security_protocol"].ShouldBe("SASL_SSL");
    }

    [Fact]
    public async Task master_keys_that_are_given_by_variables_are_given_to_the_gateway_alone()
    {
        await using var other = await DescribedApplication.WithAsync("--MLOPS_MASTER_KEY=one", "--MLOPS_MASTER_KEY_PREVIOUS=two");

        foreach (var service in Owners)
        {
            var environment = await other.EnvironmentAsync(service);
            (environment.GetValueOrDefault("MLOPS_MASTER_KEY"), environment.GetValueOrDefault("MLOPS_MASTER_KEY_PREVIOUS"))
                .ShouldBe(service == "gateway" ? ("one", "two") : (null, null));
        }
    }

    [Fact]
    public async Task a_gateway_with_a_certificate_is_https_outside_and_plain_on_loopback_for_the_services()
    {
        await using var other = await DescribedApplication.WithAsync(
            "--Edge:Certificate:Path=certificates/own.pem", "--Edge:Hosts=ml.example.org", "--Edge:Limits:Headers=32");

        var gateway = await other.EnvironmentAsync("gateway");
        (gateway["Edge__Certificate__Path"], gateway["Edge__Hosts"], gateway["Edge__Limits__Headers"])
            .ShouldBe((Path.GetFullPath("certificates/own.pem"), "ml.example.org", "32"));
        other.Project("gateway").Annotations.OfType<EndpointAnnotation>().Select(endpoint => (endpoint.Name, endpoint.UriScheme))
            .ShouldBe([("http", "https"), ("grpc", "https"), ("inside", "http")]);
        var inside = other.Project("gateway").GetEndpoint("inside");
        foreach (var service in Owners) (await other.EnvironmentAsync(service))["Identity__Authority"].ShouldBe(inside.Url);
    }

    public static TheoryData<string> Services() => [.. Owners];

    private static int? Port(string endpoint, DescribedApplication of) =>
        of.Project("gateway").GetEndpoint(endpoint).EndpointAnnotation.TargetPort;
}
