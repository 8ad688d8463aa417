using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MlOps.Aspire.Hosting.Tests;

public sealed class AppModelTests : IDisposable
{
    private readonly StoreDirectory store = new();

    public void Dispose() => store.Dispose();

    [Theory]
    [InlineData("1st", "must start with an ASCII letter")]
    [InlineData("a--b", "cannot contain consecutive hyphens")]
    [InlineData("a-", "cannot end with a hyphen")]
    [InlineData("a_b", "must contain only ASCII letters, digits, and hyphens")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345", "must be between 1 and 64 characters long")]
    public void a_name_must_be_well_formed(string name, string fault)
    {
        var refusal = Should.Throw<ArgumentException>(() => Builder().AddExecutable(name, "true", "/"));

        refusal.Message.ShouldContain(fault);
    }

    [Fact]
    public void names_are_unique_whatever_their_case()
    {
        var builder = Builder();
        builder.AddKafka("Kafka");

        Should.Throw<DistributedApplicationException>(() => builder.AddPostgres("kafka")).Message.ShouldContain("already exists");
    }

    [Fact]
    public void an_endpoint_name_is_used_once()
    {
        var program = Builder().AddExecutable("program", "true", "/").WithHttpEndpoint();

        Should.Throw<DistributedApplicationException>(() => program.WithHttpEndpoint()).Message.ShouldContain("'http' already exists");
    }

    [Fact]
    public void a_resource_cannot_wait_for_itself()
    {
        var program = Builder().AddExecutable("program", "true", "/");

        Should.Throw<DistributedApplicationException>(() => program.WaitFor(program));
    }

    [Fact]
    public void waiting_for_a_database_waits_for_its_server_too()
    {
        var builder = Builder();
        var server = builder.AddPostgres("postgres");
        var database = server.AddDatabase("things");
        var program = builder.AddExecutable("program", "true", "/").WaitFor(database);

        program.Resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource).ShouldBe([server.Resource, database.Resource]);
    }

    [Fact]
    public async Task a_database_is_passed_as_a_connection_string()
    {
        var builder = Builder("--Parameters:postgres-password=secret");
        var server = builder.AddPostgres("postgres");
        Allocate(server, "tcp", 5432);
        var program = builder.AddExecutable("program", "true", "/")
            .WithReference(server.AddDatabase("things"))
            .WithReference(server.AddDatabase("others", "other-things"), connectionName: "more");

        var environment = await program.Resource.GetEnvironmentVariableValuesAsync();

        environment["ConnectionStrings__things"].ShouldBe("Host=127.0.0.1;Port=5432;Username=postgres;Password=secret;Database=things");
        environment["ConnectionStrings__more"].ShouldBe("Host=127.0.0.1;Port=5432;Username=postgres;Password=secret;Database=other-things");
    }

    [Fact]
    public async Task kafka_is_passed_as_bootstrap_servers()
    {
        var builder = Builder();
        var kafka = builder.AddKafka("kafka");
        Allocate(kafka, "tcp", 9092);
        var program = builder.AddExecutable("program", "true", "/").WithReference(kafka);

        (await program.Resource.GetEnvironmentVariableValuesAsync())["ConnectionStrings__kafka"].ShouldBe("127.0.0.1:9092");
    }

    [Fact]
    public async Task servers_that_exist_elsewhere_are_used_as_configured()
    {
        var builder = Builder("--ConnectionStrings:kafka=one:9092,two:9092", "--ConnectionStrings:postgres=Host=db;Username=me");
        var program = builder.AddExecutable("program", "true", "/")
            .WithReference(builder.AddKafka("kafka"))
            .WithReference(builder.AddPostgres("postgres").AddDatabase("things"));

        var environment = await program.Resource.GetEnvironmentVariableValuesAsync();

        environment["ConnectionStrings__kafka"].ShouldBe("one:9092,two:9092");
        environment["ConnectionStrings__things"].ShouldBe("Host=db;Username=me;Database=things");
    }

    [Fact]
    public async Task a_connection_string_is_configured_or_put_together()
    {
        var builder = Builder("--ConnectionStrings:warehouse=Host=elsewhere");
        var host = builder.AddExecutable("host", "true", "/").WithHttpEndpoint();
        Allocate(host, "http", 5004);
        var program = builder.AddExecutable("program", "true", "/")
            .WithReference(builder.AddConnectionString("warehouse"))
            .WithReference(builder.AddConnectionString("cache", ReferenceExpression.Create($"at={host.GetEndpoint("http").Property(EndpointProperty.HostAndPort)}")));

        var environment = await program.Resource.GetEnvironmentVariableValuesAsync();

        environment["ConnectionStrings__warehouse"].ShouldBe("Host=elsewhere");
        environment["ConnectionStrings__cache"].ShouldBe("at=127.0.0.1:5004");
        await Should.ThrowAsync<MissingParameterValueException>(async () => await builder.AddConnectionString("missing").Resource.GetConnectionStringAsync());
    }

    [Fact]
    public void endpoints_of_an_http2_service_say_so()
    {
        var service = Builder().AddExecutable("service", "true", "/").WithHttpEndpoint().WithEndpoint(name: "raw", scheme: "tcp").AsHttp2Service();

        service.GetEndpoint("http").EndpointAnnotation.Transport.ShouldBe("http2");
        service.GetEndpoint("raw").EndpointAnnotation.Transport.ShouldBe("tcp");
    }

    [Fact]
    public async Task a_referenced_project_is_found_by_name_and_endpoint()
    {
        var builder = Builder();
        var sample = builder.AddProject<SampleProgram.Sample>("sample").WithHttpEndpoint(env: "HTTP_PORT").WithEndpoint(name: "grpc", scheme: "http", env: "GRPC_PORT");
        Allocate(sample, "http", 5001);
        Allocate(sample, "grpc", 5002);
        var program = builder.AddExecutable("program", "true", "/").WithReference(sample);

        (await program.Resource.GetEnvironmentVariableValuesAsync()).ShouldBe(
            new Dictionary<string, string> { ["services__sample__http__0"] = "http://127.0.0.1:5001", ["services__sample__grpc__0"] = "http://127.0.0.1:5002" }, ignoreOrder: true);
    }

    [Fact]
    public async Task environment_and_arguments_may_hold_values_that_are_known_later()
    {
        var builder = Builder("--Parameters:colour=red");
        var colour = builder.AddParameter("colour");
        var other = builder.AddExecutable("other", "true", "/").WithHttpEndpoint();
        var endpoint = other.GetEndpoint("http");
        var program = builder.AddExecutable("program", "true", "/")
            .WithEnvironment("PLAIN", "{braces}")
            .WithEnvironment("COLOUR", colour)
            .WithEnvironment("URL", endpoint)
            .WithEnvironment("TEXT", $"{{{colour}}} at {endpoint.Property(EndpointProperty.HostAndPort)}")
            .WithEnvironment(context => context.EnvironmentVariables["LATE"] = endpoint.Property(EndpointProperty.Port))
            .WithArgs("--url", endpoint);
        Allocate(other, "http", 5003);

        (await program.Resource.GetEnvironmentVariableValuesAsync()).ShouldBe(
            new Dictionary<string, string>
            {
                ["PLAIN"] = "{braces}",
                ["COLOUR"] = "red",
                ["URL"] = "http://127.0.0.1:5003",
                ["TEXT"] = "{red} at 127.0.0.1:5003",
                ["LATE"] = "5003",
            },
            ignoreOrder: true);
        (await program.Resource.GetArgumentValuesAsync()).ShouldBe(["--url", "http://127.0.0.1:5003"]);
    }

    [Fact]
    public async Task a_parameter_is_configured_or_has_a_default_or_is_missing()
    {
        var builder = Builder("--Parameters:configured=c");

        (await builder.AddParameter("configured", "d").Resource.GetValueAsync(default)).ShouldBe("c");
        (await builder.AddParameter("defaulted", "d").Resource.GetValueAsync(default)).ShouldBe("d");
        await Should.ThrowAsync<MissingParameterValueException>(async () => await builder.AddParameter("missing").Resource.GetValueAsync(default));
    }

    [Fact]
    public async Task a_generated_password_stays_the_same_and_is_the_owners_secret()
    {
        var first = await Builder().AddPostgres("postgres").Resource.PasswordParameter.GetValueAsync(default);
        var second = await Builder().AddPostgres("postgres").Resource.PasswordParameter.GetValueAsync(default);

        first!.Length.ShouldBe(22);
        second.ShouldBe(first);
        File.GetUnixFileMode(store["parameters.json"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void Allocate<T>(IResourceBuilder<T> builder, string name, int port) where T : IResourceWithEndpoints
    {
        var endpoint = builder.GetEndpoint(name).EndpointAnnotation;
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "127.0.0.1", port);
    }

    private IDistributedApplicationBuilder Builder(params string[] args) => DistributedApplication.CreateBuilder([store.Argument, .. args]);
}
