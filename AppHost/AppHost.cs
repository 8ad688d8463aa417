using Aspire.Hosting;
using MlOps.AppHost;
using MlOps.Hosting.Kafka;
using MlOps.Hosting.Orchestrator;
using MlOps.Hosting.Postgres;
using MlOps.Hosting.Restarts;

var builder = LocalApplication.CreateBuilder(args);
var data = builder.UseDataDirectory();

// Infrastructure. ConnectionStrings__postgres and ConnectionStrings__kafka select existing servers instead.
var postgres = builder.AddPostgresServer("postgres", data["postgres"], "-c", "max_connections=500");
var kafka = builder.AddKafkaBroker("kafka", data["kafka"]);

// The services: each owns its database and publishes its events to Kafka.
var catalog = builder.AddService<Projects.Catalog>("catalog", data, kafka).WithDatabase(postgres.AddDatabase("catalog-db"));
var features = builder.AddService<Projects.Features>("features", data, kafka).WithDatabase(postgres.AddDatabase("features-db"))
    .WithReference(catalog);
var experiments = builder.AddService<Projects.Experiments>("experiments", data, kafka).WithDatabase(postgres.AddDatabase("experiments-db"))
    .WithReference(catalog).WithReference(features);
var registry = builder.AddService<Projects.Registry>("registry", data, kafka).WithDatabase(postgres.AddDatabase("registry-db"))
    .WithReference(experiments);
var serving = builder.AddService<Projects.Serving>("serving", data, kafka).WithDatabase(postgres.AddDatabase("serving-db"))
    .WithReference(registry).WithReference(features);
var monitoring = builder.AddService<Projects.Monitoring>("monitoring", data, kafka).WithDatabase(postgres.AddDatabase("monitoring-db"))
    .WithReference(registry).WithReference(serving);
var lineage = builder.AddService<Projects.Lineage>("lineage", data, kafka).WithDatabase(postgres.AddDatabase("lineage-db"));

// The entry point for all clients.
var gateway = builder.AddService<Projects.Gateway>("gateway", data, kafka, builder.InsideEndpoint())
    .WithDatabase(postgres.AddDatabase("gateway-db"))
    .WithEndpoint("http", endpoint => endpoint.Port = endpoint.TargetPort = builder.Port("http-port", "MLOPS_HTTP_PORT", 8080))
    .WithEndpoint("grpc", endpoint => endpoint.Port = endpoint.TargetPort = builder.Port("grpc-port", "MLOPS_GRPC_PORT", 8081))
    .WithExternalHttpEndpoints()
    .WithEdge()
    .WithEnvironment("Identity__AdminTokenFile", data["admin.token"])
    .WithEnvironment("Identity__KeyRing", data["identity/ring"])
    .WithEnvironment("Secrets__MasterKeys", data["identity/master-keys"])
    .WithMasterKeys(builder.Configuration);
foreach (var service in new[] { catalog, features, experiments, registry, serving, monitoring, lineage })
{
    gateway.WithReference(service);
    service.WithKeysOf(gateway).WithSecretsOf(gateway);
}

gateway.WithKeysOf(gateway);

builder.RestartCrashed();
builder.EndWithOrchestrator();
builder.ReportStatus();

try
{
    await builder.Build().RunAsync();
    return Environment.ExitCode;
}
catch (Exception e) when (e is DistributedApplicationException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
