using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using JasperFx.Events.Subscriptions;
using Marten.Internal;
using Marten.Internal.Daemon;
using Marten.Subscriptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Marten;

public static partial class MartenServiceCollectionExtensions
{
    /// <summary>What can be said of a store while it is added.</summary>
    public class MartenConfigurationExpression
    {
        internal MartenConfigurationExpression(IServiceCollection services) => Services = services;

        /// <summary>The application's services.</summary>
        public IServiceCollection Services { get; }

        /// <summary>Injected sessions remember nothing of what they load; this is so anyway.</summary>
        public MartenConfigurationExpression UseLightweightSessions() => this;

        /// <summary>Brings the schema into being when the application starts.</summary>
        public MartenConfigurationExpression ApplyAllDatabaseChangesOnStartup()
        {
            // Before the daemon, which is a hosted service too.
            Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, SchemaStartup>());
            return this;
        }

        /// <summary>Runs the asynchronous projections and subscriptions in this application.</summary>
        public MartenConfigurationExpression AddAsyncDaemon(DaemonMode mode)
        {
            Services.ConfigureMarten(options => options.Projections.AsyncMode = mode);
            Services.AddSingleton<IProjectionCoordinator, ProjectionCoordinator>();
            if (mode is DaemonMode.Solo or DaemonMode.HotCold) Services.AddHostedService(provider => provider.GetRequiredService<IProjectionCoordinator>());
            return this;
        }

        /// <summary>Connects by the application's data source.</summary>
        public MartenConfigurationExpression UseNpgsqlDataSource(object? serviceKey = null)
        {
            Services.ConfigureMarten((provider, options) => options.Connection(
                serviceKey is null ? provider.GetRequiredService<NpgsqlDataSource>() : provider.GetRequiredKeyedService<NpgsqlDataSource>(serviceKey)));
            return this;
        }

        /// <summary>Adds a projection that is made by the container, once.</summary>
        public MartenConfigurationExpression AddProjectionWithServices<T>(ProjectionLifecycle lifecycle, ServiceLifetime lifetime, Action<ProjectionBase>? configure = null)
            where T : ProjectionBase
        {
            if (lifetime != ServiceLifetime.Singleton) throw new NotSupportedException("compat/Marten makes projections with services as singletons only.");
            Services.AddSingleton<T>();
            Services.ConfigureMarten((provider, options) =>
            {
                var projection = provider.GetRequiredService<T>();
                configure?.Invoke(projection);
                options.Projections.Add(projection, lifecycle);
            });
            return this;
        }

        /// <summary>Adds a subscription that is made by the container: once, or, with a shorter lifetime, for each page in a scope of its own.</summary>
        public MartenConfigurationExpression AddSubscriptionWithServices<T>(ServiceLifetime lifetime, Action<ISubscriptionOptions>? configure = null)
            where T : class, ISubscription
        {
            if (lifetime == ServiceLifetime.Singleton)
            {
                Services.AddSingleton<T>();
                Services.ConfigureMarten((provider, options) => options.Projections.Subscribe(provider.GetRequiredService<T>(), configure));
            }
            else
            {
                Services.AddScoped<T>();
                Services.ConfigureMarten((provider, options) => options.Projections.Subscribe(new ScopedSubscription<T>(provider), configure));
            }

            return this;
        }
    }
}
