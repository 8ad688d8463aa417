using JasperFx.Events.Projections;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlOps.EventSourcing;
using MlOps.EventSourcing.Hosting;
using MlOps.EventSourcing.Publishing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Operations.V1;

namespace MlOps.Operations;

/// <summary>Registers long-running operations.</summary>
public static class OperationRegistration
{
    /// <summary>Adds the events of operations to the event table.</summary>
    public static WireEvents AddOperations(this WireEvents table) => table
        .Add<OperationQueued>(
            "operation_queued",
            e => new Wire.OperationQueued { Id = e.Data.OperationId, Kind = e.Data.Kind, Subject = e.Data.Subject })
        .Add<OperationSucceeded>(
            "operation_succeeded",
            e => new Wire.OperationSucceeded { Id = e.Data.OperationId, Kind = e.Data.Kind, Subject = e.Data.Subject })
        .Add<OperationFailed>("operation_failed", e => new Wire.OperationFailed
        {
            Id = e.Data.OperationId,
            Kind = e.Data.Kind,
            Subject = e.Data.Subject,
            Code = e.Data.Error.Code,
            Message = e.Data.Error.Message,
        })
        .Add<OperationCancelled>(
            "operation_cancelled",
            e => new Wire.OperationCancelled { Id = e.Data.OperationId, Kind = e.Data.Kind, Subject = e.Data.Subject });

    /// <summary>Adds operations to the event store: audit log, inline snapshot and indexes.</summary>
    public static EventStoreOptions AddOperations(this EventStoreOptions options)
    {
        options.Audits<Operation>(Operation.StreamPrefix);
        options.Projections.Snapshot<Operation>(SnapshotLifecycle.Inline);
        options.Schema.For<Operation>().Index(operation => operation.Subject).Index(operation => operation.By);
        return options;
    }

    /// <summary>Adds a kind of operation and a worker for it.</summary>
    public static IServiceCollection AddOperation<TKind>(this IServiceCollection services)
        where TKind : class, IOperationKind
    {
        if (services.All(service => service.ServiceType != typeof(OperationQueue))) services.AddOperationServices();
        services.AddScoped<TKind>().AddScoped<IOperationKind>(provider => provider.GetRequiredService<TKind>());
        return services.AddSingleton<IHostedService>(provider => new OperationWorker(
            typeof(TKind),
            provider.GetRequiredService<OperationQueue>(),
            provider.GetRequiredService<CommitSignals>(),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<StatusMap>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OperationWorker>>()));
    }

    /// <summary>Maps the gRPC service <c>mlops.operations.v1.Operations</c>.</summary>
    public static void MapOperations(this WebApplication app) => app.MapGrpcService<OperationsGrpcService>();

    private static void AddOperationServices(this IServiceCollection services)
    {
        services.AddCommitSignals();
        services.AddTables(OperationQueue.Schema);
        services.AddSingleton<OperationQueue>().AddSingleton<OperationResults>();
        services.AddScoped(provider => new OperationMessages(
            provider.GetRequiredService<OperationQueue>(),
            provider.GetRequiredService<OperationResults>(),
            provider.GetRequiredService<ServiceIdentity>()));
        services.AddScoped<StartOperation>().AddScoped<EndOperation>().AddScoped<CancelOperation>()
            .AddScoped<OperationQueries>().AddScoped<OperationCalls>().AddScoped<OperationKinds>();
    }
}
