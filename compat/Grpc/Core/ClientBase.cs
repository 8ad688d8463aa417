using Grpc.Core.Interceptors;

namespace Grpc.Core;

/// <summary>The base of generated clients that can be pointed at another host.</summary>
public abstract class ClientBase<T> : ClientBase
    where T : ClientBase<T>
{
    /// <summary>Creates a client for mocking.</summary>
    protected ClientBase()
    {
    }

    /// <summary>Creates a client with a configuration.</summary>
    protected ClientBase(ClientBaseConfiguration configuration)
        : base(configuration)
    {
    }

    /// <summary>Creates a client that calls over a channel.</summary>
    protected ClientBase(ChannelBase channel)
        : base(channel)
    {
    }

    /// <summary>Creates a client that calls through an invoker.</summary>
    protected ClientBase(CallInvoker callInvoker)
        : base(callInvoker)
    {
    }

    /// <summary>The same client with another value of the <c>:authority</c> of its calls.</summary>
    public T WithHost(string host) => NewInstance(Configuration.WithHost(host));

    /// <summary>Creates a client with a configuration.</summary>
    protected abstract T NewInstance(ClientBaseConfiguration configuration);
}

/// <summary>The base of generated clients.</summary>
public abstract class ClientBase
{
    /// <summary>Creates a client for mocking.</summary>
    protected ClientBase()
        : this(new UnimplementedCallInvoker())
    {
    }

    /// <summary>Creates a client with a configuration.</summary>
    protected ClientBase(ClientBaseConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        CallInvoker = configuration.CreateDecoratedCallInvoker();
    }

    /// <summary>Creates a client that calls over a channel.</summary>
    protected ClientBase(ChannelBase channel)
        : this((channel ?? throw new ArgumentNullException(nameof(channel))).CreateCallInvoker())
    {
    }

    /// <summary>Creates a client that calls through an invoker.</summary>
    protected ClientBase(CallInvoker callInvoker)
        : this(new ClientBaseConfiguration(callInvoker, null))
    {
    }

    /// <summary>What makes the calls.</summary>
    protected CallInvoker CallInvoker { get; }

    internal ClientBaseConfiguration Configuration { get; }

    /// <summary>What a client is made from.</summary>
    protected internal class ClientBaseConfiguration
    {
        private readonly CallInvoker undecorated;
        private readonly string? host;

        internal ClientBaseConfiguration(CallInvoker undecorated, string? host)
        {
            ArgumentNullException.ThrowIfNull(undecorated);
            this.undecorated = undecorated;
            this.host = host;
        }

        internal CallInvoker CreateDecoratedCallInvoker() => host is null ? undecorated : undecorated.Intercept(new HostInterceptor(host));

        internal ClientBaseConfiguration WithHost(string host)
        {
            ArgumentNullException.ThrowIfNull(host);
            return new ClientBaseConfiguration(undecorated, host);
        }
    }
}
