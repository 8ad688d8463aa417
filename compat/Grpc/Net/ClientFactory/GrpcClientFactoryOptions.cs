using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Grpc.Net.ClientFactory;

/// <summary>How a client is created.</summary>
public class GrpcClientFactoryOptions
{
    /// <summary>The address that the client calls.</summary>
    public Uri? Address { get; set; }

    /// <summary>Configure the channel.</summary>
    public IList<Action<GrpcChannelOptions>> ChannelOptionsActions { get; } = [];

    /// <summary>Configure every call.</summary>
    public IList<Action<CallOptionsContext>> CallOptionsActions { get; } = [];

    /// <summary>See every call, in order.</summary>
    public IList<InterceptorRegistration> InterceptorRegistrations { get; } = [];

    /// <summary>Creates the client; unless set, its constructor that takes a <see cref="CallInvoker"/> does.</summary>
    public Func<CallInvoker, object>? Creator { get; set; }

    internal bool HasCallCredentials { get; set; }
}

/// <summary>How long an interceptor of a client is kept.</summary>
public enum InterceptorScope
{
    /// <summary>As long as the channel: shared by its clients.</summary>
    Channel = 0,

    /// <summary>As long as the client: created with the scope that the client is created in.</summary>
    Client = 1,
}

/// <summary>An interceptor of a client.</summary>
public class InterceptorRegistration(InterceptorScope scope, Func<IServiceProvider, Interceptor> creator)
{
    /// <summary>How long the interceptor is kept.</summary>
    public InterceptorScope Scope { get; } = scope;

    /// <summary>Creates the interceptor.</summary>
    public Func<IServiceProvider, Interceptor> Creator { get; } = creator;
}

/// <summary>The options of a call about to be made.</summary>
public sealed class CallOptionsContext
{
    internal CallOptionsContext(CallOptions callOptions, IServiceProvider serviceProvider)
    {
        CallOptions = callOptions;
        ServiceProvider = serviceProvider;
    }

    /// <summary>The options; replace them to change them.</summary>
    public CallOptions CallOptions { get; set; }

    /// <summary>The scope that the client was created in.</summary>
    public IServiceProvider ServiceProvider { get; }
}
