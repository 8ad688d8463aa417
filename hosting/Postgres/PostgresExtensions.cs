using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using MlOps.Hosting.Health;

namespace MlOps.Hosting.Postgres;

/// <summary>Adds PostgreSQL.</summary>
public static class PostgresExtensions
{
    /// <summary>
    /// Adds the existing server of connection string <paramref name="name"/>, if it is configured; otherwise a private server of the
    /// installed binaries with its cluster in <paramref name="directory"/>, or with <c>--containers</c> Aspire's container.
    /// </summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddPostgresServer(
        this IDistributedApplicationBuilder builder, string name, string directory, params string[] arguments)
    {
        if (builder.Configuration.GetConnectionString(name) is { Length: > 0 } text)
        {
            var existing = builder.AddExistingServer(name, text);
            return existing.WithPatientCheck(new PostgresHealthCheck(existing.Resource));
        }
        if (builder.UsesContainers()) return AddContainer(builder, name, directory).WithArgs(arguments);
        var server = new PostgresProcessResource(name, directory);
        return builder.AddResource(server)
            .WithLoopbackEndpoint(PostgresProcessResource.EndpointName, "tcp")
            .WithArgs(async context =>
            {
                // Creates the password file, which the script reads.
                await server.Password.GetValueAsync(context.CancellationToken);
                context.Args.Add(Path.Combine(AppContext.BaseDirectory, "Postgres", "postgres.sh"));
                context.Args.Add(server.Directory);
                context.Args.Add(server.PasswordPath);
                context.Args.Add("-p");
                context.Args.Add(server.Endpoint.Property(EndpointProperty.TargetPort));
            })
            .WithArgs(arguments)
            .WithPatientCheck(new PostgresHealthCheck(server));
    }

    /// <summary>Adds a database, created if it does not exist.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddDatabase(
        this IResourceBuilder<IResourceWithConnectionString> server, string name)
    {
        var builder = server.ApplicationBuilder;
        if (server.Resource is PostgresServerResource container)
            return PostgresBuilderExtensions.AddDatabase(builder.CreateResourceBuilder(container), name);
        var database = builder.AddResource(new DatabaseResource(name, server.Resource))
            .WithInitialState(new() { ResourceType = "Database", Properties = [], State = KnownResourceStates.NotStarted });
        server.OnResourceReady((_, ready, cancellation) => DatabaseLife.StartAsync(database.Resource, ready.Services, cancellation));
        server.OnResourceStopped((_, stopped, _) => DatabaseLife.EndAsync(database.Resource, stopped));
        return database;
    }

    /// <summary>Adds Aspire's container with a stored password: the cluster keeps the password of its first start.</summary>
    private static IResourceBuilder<PostgresServerResource> AddContainer(
        IDistributedApplicationBuilder builder, string name, string directory)
    {
        var password = builder.AddParameter($"{name}-password", new PasswordFile($"{directory}.password").ReadOrCreate, secret: true);
        return builder.AddPostgres(name, password: password).WithDataBindMount(directory);
    }
}
