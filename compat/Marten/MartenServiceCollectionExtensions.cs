using Marten.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Marten;

/// <summary>Adds a store to an application.</summary>
public static partial class MartenServiceCollectionExtensions
{
    /// <summary>Adds a store by a connection string.</summary>
    public static MartenConfigurationExpression AddMarten(this IServiceCollection services, string connectionString) =>
        services.AddMarten(options => options.Connection(connectionString));

    /// <summary>Adds a store.</summary>
    public static MartenConfigurationExpression AddMarten(this IServiceCollection services, Action<StoreOptions> configure) =>
        services.AddMarten(_ =>
        {
            var options = new StoreOptions();
            configure(options);
            return options;
        });

    /// <summary>Adds a store whose configuration needs services.</summary>
    public static MartenConfigurationExpression AddMarten(this IServiceCollection services, Func<IServiceProvider, StoreOptions> optionSource)
    {
        services.AddSingleton(provider =>
        {
            var options = optionSource(provider);
            foreach (var configure in provider.GetServices<IConfigureMarten>()) configure.Configure(provider, options);
            return options;
        });
        services.AddSingleton<IDocumentStore>(provider => new DocumentStore(
            provider.GetRequiredService<StoreOptions>(), provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance));
        services.TryAddScoped(provider => provider.GetRequiredService<IDocumentStore>().LightweightSession());
        services.TryAddScoped(provider => provider.GetRequiredService<IDocumentStore>().QuerySession());
        return new MartenConfigurationExpression(services);
    }

    /// <summary>Adds to the configuration of the store.</summary>
    public static IServiceCollection ConfigureMarten(this IServiceCollection services, Action<StoreOptions> configure) =>
        services.ConfigureMarten((_, options) => configure(options));

    /// <summary>Adds to the configuration of the store.</summary>
    public static IServiceCollection ConfigureMarten(this IServiceCollection services, Action<IServiceProvider, StoreOptions> configure) =>
        services.AddSingleton<IConfigureMarten>(new LambdaConfigureMarten(configure));
}
