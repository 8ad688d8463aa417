using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using MlOps.Hosting;
using MlOps.Hosting.Health;

namespace MlOps.AppHost;

/// <summary>The configuration that all services share.</summary>
internal static class ServiceExtensions
{
    /// <summary>Adds a service: HTTP/1.1 (health, metrics, REST) on endpoint <c>http</c>, HTTP/2 (gRPC) on endpoint <c>grpc</c>.</summary>
    /// <param name="healthEndpoint">The endpoint at which its health is asked for.</param>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(
        this IDistributedApplicationBuilder builder, string name, DataDirectory data, IResourceBuilder<IResourceWithConnectionString> kafka,
        string healthEndpoint = "http")
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, project => project.ExcludeLaunchProfile = true)
            .WithAnnotation(Program(new TProject()))
            .WithThisDotnet()
            .WithLoopbackEndpoint("http", "http", "HTTP_PORT")
            .WithLoopbackEndpoint("grpc", "http", "GRPC_PORT")
            .WithEndpoint("grpc", endpoint => endpoint.Transport = "http2")
            .WithHealthAt("/health", healthEndpoint)
            .WithReference(kafka).WaitFor(kafka)
            .WithKafkaSettings(builder.Configuration)
            .WithEnvironment("Blobs__Root", data["blobs"])
            .WithEnvironment("Identity__KeyFile", data[$"identity/{name}.pem"])
            .WithEnvironment("Identity__ServiceKeys", data["identity/services"])
            .ShowsSoon()
            .SharesProcessors();

    /// <summary>Exports spans and logs every second, metrics every 15 s; no ANSI colors, as console output goes to files too.</summary>
    private static IResourceBuilder<ProjectResource> ShowsSoon(this IResourceBuilder<ProjectResource> service) =>
        service.WithEnvironment("OTEL_BSP_SCHEDULE_DELAY", "1000")
            .WithEnvironment("OTEL_BLRP_SCHEDULE_DELAY", "1000")
            .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", "15000")
            .WithEnvironment("DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION", "false");

    /// <summary>
    /// For many processes on few CPUs: waiting threads of XGBoost (OpenMP) and of the thread pool do not spin, and tiered PGO is off,
    /// whose instrumented code would take a fifth of a CPU for minutes after each start.
    /// </summary>
    public static IResourceBuilder<T> SharesProcessors<T>(this IResourceBuilder<T> resource) where T : IResourceWithEnvironment =>
        resource.WithEnvironment("OMP_WAIT_POLICY", "PASSIVE")
            .WithEnvironment("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0")
            .WithEnvironment("DOTNET_TieredPGO", "0");

    private static ExecutableAnnotation Program(IProjectMetadata project) => new()
    {
        Command = DotnetProgram.Named(typeof(ServiceExtensions).Assembly, $"Program:{project.ProjectPath}"),
        WorkingDirectory = Path.GetDirectoryName(project.ProjectPath)!,
    };

    /// <summary>Passes the settings of Kafka clients on (section <c>Kafka:Client</c>), e.g. SASL and TLS.</summary>
    private static IResourceBuilder<ProjectResource> WithKafkaSettings(
        this IResourceBuilder<ProjectResource> service, ConfigurationManager configuration)
    {
        foreach (var setting in configuration.GetSection("Kafka:Client").GetChildren())
            service.WithEnvironment($"Kafka__Client__{setting.Key}", setting.Value);
        return service;
    }

    /// <summary>Connects a service to its database.</summary>
    public static IResourceBuilder<ProjectResource> WithDatabase(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<IResourceWithConnectionString> database) =>
        service.WithReference(database).WaitFor(database);

    /// <summary>Where a service finds the keys with which the gateway signs.</summary>
    public static IResourceBuilder<ProjectResource> WithKeysOf(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> gateway) =>
        service.WithEnvironment("Identity__Authority", gateway.GetEndpoint(gateway.ApplicationBuilder.InsideEndpoint()));

    /// <summary>Passes on the master keys that are given by environment variables instead of files, if they are.</summary>
    public static IResourceBuilder<ProjectResource> WithMasterKeys(
        this IResourceBuilder<ProjectResource> gateway, ConfigurationManager configuration)
    {
        foreach (var variable in (string[])["MLOPS_MASTER_KEY", "MLOPS_MASTER_KEY_PREVIOUS"])
        {
            if (configuration[variable] is { Length: > 0 } key) gateway.WithEnvironment(variable, key);
        }

        return gateway;
    }

    /// <summary>Where a service finds the secrets of workspaces.</summary>
    public static IResourceBuilder<ProjectResource> WithSecretsOf(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> gateway) =>
        service.WithEnvironment("services__gateway__grpc__0", gateway.GetEndpoint("grpc"));

    /// <summary>A port from the command line, the environment, or else the default.</summary>
    public static int Port(this IDistributedApplicationBuilder builder, string argument, string variable, int otherwise)
    {
        if ((builder.Configuration[argument] ?? builder.Configuration[variable]) is not { Length: > 0 } text) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536
            ? port
            : throw new DistributedApplicationException($"{variable} must be a port number, not '{text}'.");
    }
}
