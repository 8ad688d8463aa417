using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using MlOps.Hosting.Health;

namespace MlOps.Hosting.Kafka;

/// <summary>Adds Kafka.</summary>
public static class KafkaExtensions
{
    /// <summary>
    /// Adds the existing cluster of connection string <paramref name="name"/>, if it is configured; otherwise the local broker with
    /// its data in <paramref name="directory"/>, or with <c>--containers</c> a Kafka container.
    /// </summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddKafkaBroker(
        this IDistributedApplicationBuilder builder, string name, string directory)
    {
        if (builder.Configuration.GetConnectionString(name) is { Length: > 0 } existing) return builder.AddExistingServer(name, existing);
        if (builder.UsesContainers()) return builder.AddKafkaContainer(name);
        var broker = new KafkaBrokerResource(name);
        return builder.AddResource(broker)
            .WithLoopbackEndpoint(KafkaBrokerResource.EndpointName, "tcp")
            .WithLoopbackEndpoint(KafkaBrokerResource.AdminEndpointName, "http")
            .WithArgs("--data", directory)
            .WithArgs("--port", broker.Endpoint.Property(EndpointProperty.TargetPort))
            .WithArgs("--http", broker.AdminEndpoint.Property(EndpointProperty.TargetPort))
            .WithThisDotnet()
            .WithPatientCheck(new KafkaHealthCheck(broker));
    }
}
