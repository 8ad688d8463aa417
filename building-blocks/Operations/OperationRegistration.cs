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

/// <summary>Gives a service operations.</summary>
public static class OperationRegistration
{
    /// <summary>Publishes the events of operations.</summary>
    public static WireEvents AddOperations(this WireEvents table) => table
        .Add<OperationQueued>(e => new Wire.OperationQueued { Id = e.Data.OperationId, Kind = e.Data.Kind, Subject = e.Data.Subject })
        .Add<OperationSucceeded>(e => new Wire.OperationSucceeded { Id = e.Data.OperationId, Kind = e.Data.Kind, Subject = e.Data.Subject })
        .Add<OperationFailed>(e => new Wire.OperationFailed
        {
            Id = e.Data.OperationId,
            Kind = e.Data.Kind,
            Subject = e.Data.Subject,
            Code = e.Data.Error.Code,
            Message = e.Data.Error.Message,
        })
        .Add<OperationCancelled>(
            e => new Wire.OperationCancelled { Id = e.Data.OperationId, Kind = e.Data.Kind, Subject = e.Data.Subject });

    /// <summary>Lets the event store know operations.</summary>
    public static EventStoreOptions AddOperations(this EventStoreOptions options)
    {
        options.Audits<Operation>(Operation.StreamPrefix);
        options.Projections.Snapshot<Operation>(SnapshotLifecycle.Inline);
        options.Schema.For<Operation>().Index(operation => operation.Subject).Index(operation => operation.By);
        return options;
    }

    /// <summary>Adds a kind of operation and a worker for it.</summary>
    public static IServiceCollection AddOperation<TKind>(this IServiceCollection services, string name)
        where TKind : class, IOperationKind
    {
        if (services.All(service => service.ServiceType != typeof(OperationQueue))) services.AddOperationServices();
        services.AddScoped<IOperationKind, TKind>();
        return services.AddSingleton<IHostedService>(provider => new OperationWorker(
            name,
            provider.GetRequiredService<OperationQueue>(),
            provider.GetRequiredService<CommitSignals>(),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<StatusMap>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OperationWorker>>()));
    }

    /// <summary>Maps the service of operations.</summary>
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
            .AddScoped<OperationQueries>().AddScoped<OperationKinds>();
    }
}
