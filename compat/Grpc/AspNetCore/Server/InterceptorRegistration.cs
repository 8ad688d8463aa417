using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>An interceptor of services, by its type.</summary>
public class InterceptorRegistration
{
    private readonly object[] args;
    private readonly Lazy<ObjectFactory> factory;

    internal InterceptorRegistration(Type type, object[] arguments)
    {
        Type = type;
        args = arguments;
        factory = new Lazy<ObjectFactory>(() => ActivatorUtilities.CreateFactory(Type, Array.ConvertAll(args, a => a.GetType())));
    }

    /// <summary>The type of the interceptor.</summary>
    public Type Type { get; }

    /// <summary>Arguments of its constructor that the container does not have.</summary>
    public IReadOnlyList<object> Arguments => args;

    /// <summary>The interceptor, and whether it was made for this call and has to be disposed of after it.</summary>
    internal (Interceptor Instance, bool Created) Activate(IServiceProvider services) =>
        args.Length == 0 && services.GetService(Type) is Interceptor registered
            ? (registered, false)
            : ((Interceptor)factory.Value(services, args), true);
}
