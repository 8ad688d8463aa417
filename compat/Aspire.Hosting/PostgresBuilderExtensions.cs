using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>Adds a private PostgreSQL server, run from the installed binaries; if the configuration has connection string <paramref name="name"/>, that server instead.</summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        var passwordParameter = password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var server = new PostgresServerResource(name, userName?.Resource, passwordParameter);
        var key = $"{name}_check";
        builder.Services.AddHealthChecks().Add(PostgresHealthCheck.Registration(key, server));
        var added = builder.AddResource(server).WithHealthCheck(key);
        if (builder.Configuration.GetConnectionString(name) is { Length: > 0 } existing)
        {
            var parts = new NpgsqlConnectionStringBuilder(existing);
            return added.WithAnnotation(new ExternalServerAnnotation(existing, $"{parts.Host}:{parts.Port}"));
        }
        return added
            .WithEndpoint(port, name: PostgresServerResource.PrimaryEndpointName)
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables["POSTGRES_USER"] = userName is null ? PostgresServerResource.DefaultUserName : userName.Resource;
                context.EnvironmentVariables["POSTGRES_PASSWORD"] = passwordParameter;
            })
            .WithAnnotation(new LocalServerAnnotation((directory, port) => Process(directory, port(server.PrimaryEndpoint))));
    }

    /// <summary>Adds a database, which is created if the server does not have it.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        builder.Resource.AddDatabase(name, database.DatabaseName);
        var key = $"{name}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(PostgresHealthCheck.Registration(key, builder.Resource, database.DatabaseName));
        return builder.ApplicationBuilder.AddResource(database)
            .WithHealthCheck(key)
            .WithAnnotation(new StartAnnotation((services, cancellationToken) => DatabaseCreation.RunAsync(database, services, cancellationToken)));
    }

    /// <summary>Keeps the data in a volume: a directory of that name in the application's store.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithAnnotation(new ContainerMountAnnotation(name ?? $"{builder.Resource.Name}-data", DataPath, ContainerMountType.Volume, isReadOnly));

    /// <summary>Keeps the data in a directory, relative to the AppHost project.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataBindMount(this IResourceBuilder<PostgresServerResource> builder, string source, bool isReadOnly = false) =>
        builder.WithAnnotation(new ContainerMountAnnotation(source, DataPath, ContainerMountType.BindMount, isReadOnly));

    private const string DataPath = "/var/lib/postgresql/data";

    private static ProcessSpec Process(string directory, int port) =>
        new("sh", ["-c", Script.Postgres, "postgres", directory, Script.PostgresCluster, "-p", port.ToString(CultureInfo.InvariantCulture)])
        {
            // SIGINT is PostgreSQL's fast shutdown: sessions end, everything is written down.
            StopSignal = "INT",
            StopGrace = TimeSpan.FromMinutes(1),
        };
}
