using JasperFx.Events.Projections;
using MlOps.Contracts.Experiments.V1;
using MlOps.EventSourcing.Hosting;
using MlOps.Registry.Gates;
using MlOps.Registry.Grpc;
using MlOps.Registry.Kafka;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Clients;

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
            options.Schema.For<ModelVersionDetails>().Index([version => version.Model, version => version.Id]);
            options.Projections.Add<ModelVersionDetailsProjection>(ProjectionLifecycle.Inline);
        });
        builder.AddServiceClient<ExperimentTracking.ExperimentTrackingClient>("experiments", ExperimentTracking.Descriptor);
        builder.Services
            .AddSingleton<IGateKind, MetricGate>()
            .AddSingleton<IGateKind, ChampionGate>()
            .AddSingleton<GateKinds>()
            .AddScoped<RegisteredModels>()
            .AddScoped<VersionMutations>()
            .AddScoped<RegisterModel>()
            .AddScoped<UpdateModel>()
            .AddScoped<ArchiveModel>()
            .AddScoped<CreateModelVersion>()
            .AddScoped<UpdateModelVersion>()
            .AddScoped<DefineGate>()
            .AddScoped<RemoveGate>()
            .AddScoped<RequestApproval>()
            .AddScoped<ApproveModelVersion>()
            .AddScoped<RejectModelVersion>()
            .AddScoped<WithdrawApproval>()
            .AddScoped<PromoteModelVersion>()
            .AddScoped<RemoveAlias>();
    }

    /// <summary>Maps the registry's gRPC service and its audit log.</summary>
    public static void MapRegistry(this WebApplication app)
    {
        app.MapEventStore();
        app.MapGrpcService<RegistryGrpcService>();
    }
}
