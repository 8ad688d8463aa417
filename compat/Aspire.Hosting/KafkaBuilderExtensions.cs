using System.Globalization;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kafka;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>Adds Kafka.</summary>
public static class KafkaBuilderExtensions
{
    private const string DataPath = "/var/lib/kafka/data";
    private const string AdminEndpointName = "http";

    /// <summary>Adds a single-node broker of its own; if the configuration has connection string <paramref name="name"/>, that cluster instead.</summary>
    public static IResourceBuilder<KafkaServerResource> AddKafka(this IDistributedApplicationBuilder builder, string name, int? port = null)
    {
        var kafka = new KafkaServerResource(name);
        var added = builder.AddResource(kafka);
        if (builder.Configuration.GetConnectionString(name) is { Length: > 0 } existing) return added.WithAnnotation(new ExternalServerAnnotation(existing, existing));
        var key = $"{name}_check";
        builder.Services.AddHealthChecks().Add(KafkaHealthCheck.Registration(key, kafka));
        return added
            .WithEndpoint(port, name: KafkaServerResource.PrimaryEndpointName)
            .WithHttpEndpoint(name: AdminEndpointName)
            .WithHealthCheck(key)
            .WithAnnotation(new LocalServerAnnotation((directory, port) => Process(directory, port(kafka.PrimaryEndpoint), port(new(kafka, AdminEndpointName)))));
    }

    /// <summary>Keeps the data in a volume: a directory of that name in the application's store.</summary>
    public static IResourceBuilder<KafkaServerResource> WithDataVolume(this IResourceBuilder<KafkaServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithAnnotation(new ContainerMountAnnotation(name ?? $"{builder.Resource.Name}-data", DataPath, ContainerMountType.Volume, isReadOnly));

    /// <summary>Keeps the data in a directory, relative to the AppHost project.</summary>
    public static IResourceBuilder<KafkaServerResource> WithDataBindMount(this IResourceBuilder<KafkaServerResource> builder, string source, bool isReadOnly = false) =>
        builder.WithAnnotation(new ContainerMountAnnotation(source, DataPath, ContainerMountType.BindMount, isReadOnly));

    private static ProcessSpec Process(string directory, int port, int http)
    {
        var broker = typeof(KafkaBuilderExtensions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "KafkaBrokerPath").Value!;
        return new(ProcessSpecFactory.Dotnet, [broker, "--data", directory, "--port", Text(port), "--http", Text(http)]);

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
