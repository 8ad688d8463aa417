using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MlOps.Hosting.Kafka;
using MlOps.Hosting.Postgres;

namespace MlOps.Hosting.Tests;

/// <summary>What is described for a container runtime; none is needed to describe it.</summary>
public sealed class ContainerTests
{
    [Theory]
    [InlineData("--containers=true")]
    [InlineData("--AppHost:Operation=publish")]
    public void servers_are_aspires_postgres_and_kafkas_own_image_on_request_and_in_what_is_published(string argument)
    {
        var builder = TestApplication.Describe(argument);
        var server = builder.AddPostgresServer("postgres", "/data/postgres", "-c", "max_connections=500");
        var database = server.AddDatabase("things");
        var kafka = builder.AddKafkaBroker("kafka", "/data/kafka");

        server.Resource.ShouldBeOfType<PostgresServerResource>();
        database.Resource.ShouldBeOfType<PostgresDatabaseResource>().DatabaseName.ShouldBe("things");
        var image = kafka.Resource.Annotations.OfType<ContainerImageAnnotation>().Single();
        $"{image.Image}:{image.Tag}".ShouldMatch(@"^apache/kafka:\d+\.\d+\.\d+$");
    }

    [Fact]
    public async Task postgres_is_given_the_same_password_at_each_start()
    {
        using var directory = new TestDirectory();

        var first = await PasswordAsync(directory["postgres"]);

        first.ShouldNotBeNull().Length.ShouldBe(24);
        (await PasswordAsync(directory["postgres"])).ShouldBe(first);
    }

    [Fact]
    public async Task kafka_tells_clients_the_address_under_which_they_reach_the_container()
    {
        var builder = TestApplication.Describe("--containers=true");
        var kafka = builder.AddKafkaBroker("kafka", "/data/kafka").Resource.ShouldBeOfType<KafkaContainerResource>();
        var endpoint = kafka.Endpoint.EndpointAnnotation;
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", 19_092);

        var context = new EnvironmentCallbackContext(new DistributedApplicationExecutionContext(DistributedApplicationOperation.Run));
        foreach (var variables in kafka.Annotations.OfType<EnvironmentCallbackAnnotation>()) await variables.Callback(context);

        var advertised = context.EnvironmentVariables["KAFKA_ADVERTISED_LISTENERS"].ShouldBeAssignableTo<IValueProvider>();
        (await advertised!.GetValueAsync()).ShouldBe("PLAINTEXT://localhost:19092");
        (await kafka.ConnectionStringExpression.GetValueAsync(default)).ShouldBe("localhost:19092");
    }

    private static async Task<string?> PasswordAsync(string directory)
    {
        var server = TestApplication.Describe("--containers=true").AddPostgresServer("postgres", directory).Resource;
        return await server.ShouldBeOfType<PostgresServerResource>().PasswordParameter.GetValueAsync(default);
    }
}
