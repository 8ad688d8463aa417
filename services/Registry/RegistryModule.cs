using JasperFx.Events.Projections;
using MlOps.Contracts.Experiments.V1;
using MlOps.Registry.Grpc;
using MlOps.Registry.Kafka;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Clients;
using MlOps.ServiceDefaults.EventSourcing;

namespace MlOps.Registry;

/// <summary>The registry: models, versions, gates, approvals by a second person, aliases.</summary>
public static class RegistryModule
{
    /// <summary>Adds the event store, its projections, the use cases and what they call.</summary>
    public static void AddRegistry(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("registry", Publishes.Table, options =>
        {
            options.Audits<RegisteredModel>(RegisteredModel.StreamPrefix);
            options.Projections.Snapshot<RegisteredModel>(SnapshotLifecycle.Inline);
            options.Schema.For<ModelVersionDetails>().Index(version => version.Model);
            options.Projections.Add<ModelVersionDetailsProjection>(ProjectionLifecycle.Inline);
        });
        builder.AddServiceClient<ExperimentTracking.ExperimentTrackingClient>("experiments", ExperimentTracking.Descriptor);
        builder.Services
            .AddScoped<RegisteredModels>()
            .AddScoped<RegisterModel>()
            .AddScoped<CreateModelVersion>()
            .AddScoped<DefineGate>()
            .AddScoped<RequestApproval>()
            .AddScoped<ApproveModelVersion>()
            .AddScoped<RejectModelVersion>()
            .AddScoped<PromoteModelVersion>()
            .AddScoped<RemoveAlias>();
    }

    /// <summary>Maps the registry's gRPC service.</summary>
    public static void MapRegistry(this WebApplication app) => app.MapGrpcService<RegistryGrpcService>();
}
