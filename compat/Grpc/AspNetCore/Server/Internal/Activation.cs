using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Objects that live for one call.</summary>
internal static class Activation
{
    public static ValueTask DisposeAsync(object instance)
    {
        if (instance is IAsyncDisposable asyncDisposable) return asyncDisposable.DisposeAsync();
        (instance as IDisposable)?.Dispose();
        return default;
    }
}

/// <summary>A service for the length of one call: from the container, or created and disposed of.</summary>
internal readonly struct ServiceLease<TService> : IAsyncDisposable
    where TService : class
{
    private static readonly Lazy<ObjectFactory<TService>> Factory = new(() => ActivatorUtilities.CreateFactory<TService>([]));

    private readonly bool created;

    public ServiceLease(IServiceProvider services)
    {
        if (services.GetService<TService>() is { } registered)
        {
            Service = registered;
            return;
        }
        Service = Factory.Value(services, []);
        created = true;
    }

    public TService Service { get; }

    public bool NeedsDisposal => created && Service is IAsyncDisposable or IDisposable;

    public ValueTask DisposeAsync() => created ? Activation.DisposeAsync(Service) : default;
}
