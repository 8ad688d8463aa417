using Aspire.Hosting.ApplicationModel;

namespace MlOps.Hosting.Kafka;

/// <summary>A single-node Kafka cluster in a container.</summary>
public sealed class KafkaContainerResource(string name) : ContainerResource(name), IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";

    /// <summary>The broker's endpoint on the host.</summary>
    public EndpointReference Endpoint => new(this, EndpointName);

    /// <summary>The bootstrap servers.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{Endpoint.Property(EndpointProperty.HostAndPort)}");
}
