using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace MlOps.AppHost.Tests;

public sealed class TopologyTests : IDisposable
{
    private static readonly string[] Owners = ["catalog", "features", "experiments", "registry", "serving", "monitoring", "lineage", "gateway"];
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mlops-test-apphost-");

    public void Dispose() => data.Delete(recursive: true);

    [Fact]
    public async Task every_service_has_a_database_of_its_own()
    {
        await using var builder = await DescribeAsync();

        var databases = builder.Resources.OfType<PostgresDatabaseResource>().Select(d => d.Name);

        databases.ShouldBe(Owners.Select(owner => $"{owner}-db"), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task a_service_is_given_its_database_kafka_blobs_and_the_key(string service)
    {
        await using var builder = await DescribeAsync("--Parameters:postgres-password=p");

        var environment = await Project(builder, service).GetEnvironmentVariableValuesAsync();

        environment[$"ConnectionStrings__{service}-db"].ShouldEndWith($";Username=postgres;Password=p;Database={service}-db");
        environment.Keys.Count(key => key.StartsWith("ConnectionStrings__", StringComparison.Ordinal)).ShouldBe(2);
        environment["ConnectionStrings__kafka"].ShouldMatch(@"^127\.0\.0\.1:\d+$");
        environment["Blobs__Root"].ShouldBe(Path.Combine(data.FullName, "blobs"));
        environment["Identity__KeyFile"].ShouldBe(Path.Combine(data.FullName, "identity.key"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task a_service_waits_for_what_it_stands_on_and_says_how_it_is(string service)
    {
        await using var builder = await DescribeAsync();
        var project = Project(builder, service);

        var waits = project.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name).ToArray();

        waits.ShouldContain("kafka");
        waits.ShouldContain("postgres");
        waits.ShouldContain($"{service}-db");
        project.Annotations.OfType<HealthCheckAnnotation>().Single().Key.ShouldContain("/health");
        project.GetEndpoint("http").EndpointAnnotation.Transport.ShouldBe("http");
        project.GetEndpoint("grpc").EndpointAnnotation.Transport.ShouldBe("http2");
    }

    [Fact]
    public async Task the_gateway_finds_and_waits_for_every_service()
    {
        await using var builder = await DescribeAsync();
        var gateway = Project(builder, "gateway");
        var services = Owners.Where(owner => owner != "gateway").ToArray();

        var environment = await gateway.GetEnvironmentVariableValuesAsync();
        var waits = gateway.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name);

        foreach (var service in services)
        {
            environment[$"services__{service}__http__0"].ShouldStartWith("http://127.0.0.1:");
            environment[$"services__{service}__grpc__0"].ShouldStartWith("http://127.0.0.1:");
        }
        services.ShouldBeSubsetOf(waits);
    }

    [Theory]
    [InlineData(8080, 8081)]
    [InlineData(9000, 9001, "--http-port=9000", "--grpc-port=9001")]
    public async Task the_gateway_listens_where_it_is_told(int http, int grpc, params string[] args)
    {
        await using var builder = await DescribeAsync(args);
        var gateway = Project(builder, "gateway");

        gateway.GetEndpoint("http").EndpointAnnotation.Port.ShouldBe(http);
        gateway.GetEndpoint("grpc").EndpointAnnotation.Port.ShouldBe(grpc);
    }

    public static TheoryData<string> Services() => [.. Owners];

    private static ProjectResource Project(IDistributedApplicationTestingBuilder builder, string name) =>
        builder.Resources.OfType<ProjectResource>().Single(project => project.Name == name);

    /// <summary>The application as it would start, with addresses but without processes.</summary>
    private async Task<IDistributedApplicationTestingBuilder> DescribeAsync(params string[] args)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([$"--MLOPS_DATA={data.FullName}", .. args]);
        var port = 20_000;
        foreach (var endpoint in builder.Resources.SelectMany(r => r.Annotations.OfType<EndpointAnnotation>()))
        {
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "127.0.0.1", port++);
        }
        return builder;
    }
}
