using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MlOps.Hosting.Kafka;

internal static class KafkaContainerExtensions
{
    private const string Image = "apache/kafka";
    private const string Tag = "4.1.1";
    private const int ClientPort = 9092;

    /// <summary>Adds the Apache Kafka image as a single-node cluster, which advertises its endpoint on the host.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddKafkaContainer(
        this IDistributedApplicationBuilder builder, string name)
    {
        var kafka = new KafkaContainerResource(name);
        var container = builder.AddResource(kafka);
        return container
            .WithImage(Image, Tag)
            .WithImageRegistry("docker.io")
            .WithEndpoint(targetPort: ClientPort, name: KafkaContainerResource.EndpointName, scheme: "tcp")
            // A volume, because the image's user cannot write to a bind-mounted directory of the host.
            .WithVolume(VolumeNameGenerator.Generate(container, "data"), "/var/lib/kafka/data")
            .WithEnvironment("KAFKA_NODE_ID", "1")
            .WithEnvironment("KAFKA_PROCESS_ROLES", "broker,controller")
            .WithEnvironment("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
            .WithEnvironment("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
            .WithEnvironment("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT")
            .WithEnvironment("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093")
            .WithEnvironment("KAFKA_ADVERTISED_LISTENERS", $"PLAINTEXT://{kafka.Endpoint.Property(EndpointProperty.HostAndPort)}")
            .WithEnvironment("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
            .WithEnvironment("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
            .WithEnvironment("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
            .WithEnvironment("KAFKA_LOG_DIRS", "/var/lib/kafka/data");
    }
}
