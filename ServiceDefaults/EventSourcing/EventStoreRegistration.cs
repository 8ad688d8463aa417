using JasperFx.Events.Daemon;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MlOps.ServiceDefaults.Health;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Kafka;

namespace MlOps.ServiceDefaults.EventSourcing;

/// <summary>Gives a service its event store.</summary>
public static class EventStoreRegistration
{
    /// <summary>
    /// Adds the event store in database <c>&lt;name&gt;-db</c>: events with all metadata, <see cref="Mutations"/>, the
    /// publisher of <paramref name="publishes"/>, and the audit log.
    /// </summary>
    public static void AddEventStore(
        this IHostApplicationBuilder builder, string name, WireEvents publishes, Action<EventStoreOptions> configure)
    {
        var services = builder.Services;
        var database = EventStoreOptions.OpenDatabase(builder.Configuration.GetConnectionString($"{name}-db")
            ?? throw new InvalidOperationException($"ConnectionStrings:{name}-db is not set."));
        var options = new EventStoreOptions(database);
        configure(options);

        services.AddSingleton(_ => database);
        services.AddSingleton(options);
        services.AddSingleton(publishes);
        services.AddSingleton(provider => new CallerSessions(provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<ServiceIdentity>()));
        services.AddSingleton<RecordedEvents>();
        services.AddScoped(provider => new Mutations(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<CallerSessions>(), publishes, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<DatabaseWait>();
        services.AddHostedService<UnpublishedEventGuard>();
        services.AddMarten(_ => options)
            .UseLightweightSessions()
            .ApplyAllDatabaseChangesOnStartup()
            .AddAsyncDaemon(DaemonMode.HotCold)
            .AddSubscriptionWithServices<WireEventPublisher>(ServiceLifetime.Singleton, subscription => subscription.Name = WireEventPublisher.SubscriptionName);
        services.AddOptions<RetentionOptions>().BindConfiguration("Retention")
            .Validate(retention => retention.Receipts > TimeSpan.Zero && retention.ConsumedEvents > TimeSpan.Zero, "Retention:Receipts and Retention:ConsumedEvents must be positive.")
            .ValidateOnStart();
        services.AddHostedService<RetentionPurge>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("postgres");
    }
}
