using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory.Internal;

/// <summary>Creates clients over channels that are shared by name.</summary>
internal sealed class DefaultGrpcClientFactory(IServiceProvider services, GrpcChannelPool channels, IOptionsMonitor<GrpcClientFactoryOptions> options, RegisteredClients clients) : GrpcClientFactory
{
    private static readonly ConcurrentDictionary<Type, ObjectFactory> Constructors = new();

    public override TClient CreateClient<TClient>(string name)
    {
        if (!clients.Has(name)) throw new InvalidOperationException($"No gRPC client configured with name '{name}'.");
        var own = options.Get(name);
        var invoker = channels.InvokerOf(name);
        for (var i = own.InterceptorRegistrations.Count - 1; i >= 0; i--)
        {
            var registration = own.InterceptorRegistrations[i];
            if (registration.Scope == InterceptorScope.Client) invoker = invoker.Intercept(registration.Creator(services));
        }
        if (own.CallOptionsActions.Count > 0) invoker = invoker.Intercept(new CallOptionsInterceptor(own.CallOptionsActions, services));
        if (own.Creator is { } creator)
        {
            return creator(invoker) as TClient ?? throw new InvalidOperationException($"The creator of the gRPC client '{name}' did not create a {typeof(TClient)}.");
        }
        return (TClient)Constructors.GetOrAdd(typeof(TClient), static type => ActivatorUtilities.CreateFactory(type, [typeof(CallInvoker)]))(services, [invoker]);
    }
}
