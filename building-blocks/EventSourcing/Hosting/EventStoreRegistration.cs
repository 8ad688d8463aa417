using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlOps.EventSourcing.Audit;
using MlOps.EventSourcing.Consuming;
using MlOps.EventSourcing.DeadLetters;
using MlOps.EventSourcing.Denials;
using MlOps.EventSourcing.Publishing;
using MlOps.Messaging;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MlOps.EventSourcing.Hosting;

/// <summary>Registers the event store.</summary>
public static class EventStoreRegistration
{
    private const string Marten = "Marten";

    /// <summary>
    /// Adds the event store in the database <c>ConnectionStrings:&lt;name&gt;-db</c>, <see cref="Mutations"/>, the publisher of
    /// <paramref name="publishes"/>, the audit log, dead letters, denied calls, retention, health checks and telemetry.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection string is not set.</exception>
    public static void AddEventStore(
        this IHostApplicationBuilder builder, string name, WireEvents publishes, Action<EventStoreOptions> configure)
    {
        var services = builder.Services;
        var database = EventStoreOptions.OpenDatabase(builder.Configuration.GetConnectionString($"{name}-db")
            ?? throw new InvalidOperationException($"ConnectionStrings:{name}-db is not set."));
        var options = new EventStoreOptions(database);
        options.Listeners.Add(new SaveRules(publishes));
        options.Audits<DeadLetterDecision>(DeadLetterDecision.StreamPrefix);
        options.Projections.Snapshot<DeadLetterDecision>(SnapshotLifecycle.Inline);
        options.Audits<DeniedCalls>(DeniedCalls.StreamPrefix);
        options.Projections.Snapshot<DeniedCalls>(SnapshotLifecycle.Inline);
        configure(options);
        publishes.Name(options);

        builder.AddMessaging();
        builder.AddStoreTelemetry();
        services.AddSingleton<IErrorTranslation, StoreErrors>();
        services.AddSingleton(_ => database);
        services.AddSingleton(options);
        services.AddSingleton(publishes);
        services.AddSingleton(provider => new CallerSessions(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<ServiceIdentity>()));
        services.AddSingleton(
            provider => new OccupiedWorkspaces(database, options, provider.GetRequiredService<ServiceIdentity>()));
        services.AddSingleton<RecordedEvents>();
        services.AddScoped(provider => new Mutations(
            provider.GetRequiredService<CallerSessions>(), provider.GetRequiredService<TimeProvider>()));
        services.ConsumerRoutes();
        services.AddScoped<DeadLetterQueries>().AddScoped<ReplayDeadLetter>().AddScoped<DiscardDeadLetter>();
        services.AddHostedService<DatabaseWait>();
        services.AddHostedService<TenantKeys>();
        services.AddHostedService<UnpublishedEventGuard>();
        // Marten logs each lost race as an error; the exception reaches the caller of SaveChangesAsync anyway.
        builder.Logging.AddFilter("Marten.IDocumentStore", LogLevel.None);
        services.AddMarten(_ => options)
            .ApplyAllDatabaseChangesOnStartup()
            .AddAsyncDaemon(DaemonMode.HotCold)
            .AddSubscriptionWithServices<WireEventPublisher>(
                ServiceLifetime.Singleton, subscription => subscription.Name = WireEventPublisher.SubscriptionName);
        // What Marten makes injected sessions with, instead of its own factory.
        services.AddSingleton<ISessionFactory>(provider => provider.GetRequiredService<CallerSessions>());
        services.AddOptions<RetentionOptions>().BindConfiguration("Retention")
            .Validate(
                retention => retention.Receipts > TimeSpan.Zero && retention.ConsumedEvents > TimeSpan.Zero,
                "Retention:Receipts and Retention:ConsumedEvents must be positive.")
            .ValidateOnStart();
        services.AddHostedService<RetentionPurge>();
        services.AddHostedService<CommitNotices>();
        services.AddHostedService<ShardRevival>();
        services.AddHostedService<DenialRecorder>();
        services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("postgres")
            .AddCheck<PublisherHealth>("publisher", HealthStatus.Degraded);
    }

    /// <summary>Maps the gRPC services <c>AuditLog</c> and <c>DeadLetters</c>.</summary>
    public static void MapEventStore(this WebApplication app)
    {
        app.MapGrpcService<AuditLogGrpcService>();
        app.MapGrpcService<DeadLettersGrpcService>();
    }

    /// <summary>Adds <see cref="CommitSignals"/> between nodes; idempotent: a second call returns the same instance.</summary>
    public static CommitSignals AddCommitSignals(this IServiceCollection services)
    {
        if (services.FirstOrDefault(s => s.ServiceType == typeof(CommitSignals))?.ImplementationInstance is CommitSignals known)
            return known;
        var signals = new CommitSignals();
        services.AddSingleton(signals);
        services.AddHostedService<CommitSignalExchange>();
        return signals;
    }

    private static void AddStoreTelemetry(this IHostApplicationBuilder builder)
    {
        // Lowest precedence: every other configuration source overrides the defaults.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new("Logging:LogLevel:Marten", "Warning"), new("Logging:LogLevel:Npgsql", "Warning")],
        });
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddNpgsqlInstrumentation().AddMeter(Marten));
        builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddNpgsql().AddSource(Marten));
    }
}
