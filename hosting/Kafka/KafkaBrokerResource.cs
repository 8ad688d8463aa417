using Aspire.Hosting.ApplicationModel;

namespace MlOps.Hosting.Kafka;

/// <summary>A single-node Kafka broker: the program in <c>broker/</c>.</summary>
public sealed class KafkaBrokerResource(string name) : ExecutableResource(name, Program, "/"), IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";
    internal const string AdminEndpointName = "http";

    /// <summary>Where the broker listens.</summary>
    public EndpointReference Endpoint => new(this, EndpointName);

    /// <summary>The bootstrap servers.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{Endpoint.Property(EndpointProperty.HostAndPort)}");

    internal EndpointReference AdminEndpoint => new(this, AdminEndpointName);

    private static string Program => DotnetProgram.Named(typeof(KafkaBrokerResource).Assembly, "BrokerProgram");
}
