namespace Grpc.Core.Interceptors;

/// <summary>Adds interceptors to invokers.</summary>
public static class CallInvokerExtensions
{
    /// <summary>An invoker whose calls pass through an interceptor first.</summary>
    public static CallInvoker Intercept(this CallInvoker invoker, Interceptor interceptor)
    {
        ArgumentNullException.ThrowIfNull(invoker);
        ArgumentNullException.ThrowIfNull(interceptor);
        return new InterceptingCallInvoker(invoker, interceptor);
    }

    /// <summary>An invoker whose calls pass through interceptors, the first of them first.</summary>
    public static CallInvoker Intercept(this CallInvoker invoker, params Interceptor[] interceptors)
    {
        ArgumentNullException.ThrowIfNull(interceptors);
        for (var i = interceptors.Length - 1; i >= 0; i--) invoker = invoker.Intercept(interceptors[i]);
        return invoker;
    }

    /// <summary>An invoker that passes the headers of every call through a function.</summary>
    public static CallInvoker Intercept(this CallInvoker invoker, Func<Metadata, Metadata> interceptor) =>
        invoker.Intercept(new HeaderInterceptor(interceptor));
}

/// <summary>Adds interceptors to channels.</summary>
public static class ChannelExtensions
{
    /// <summary>An invoker over the channel whose calls pass through an interceptor first.</summary>
    public static CallInvoker Intercept(this ChannelBase channel, Interceptor interceptor) => channel.CreateCallInvoker().Intercept(interceptor);

    /// <summary>An invoker over the channel whose calls pass through interceptors, the first of them first.</summary>
    public static CallInvoker Intercept(this ChannelBase channel, params Interceptor[] interceptors) => channel.CreateCallInvoker().Intercept(interceptors);

    /// <summary>An invoker over the channel that passes the headers of every call through a function.</summary>
    public static CallInvoker Intercept(this ChannelBase channel, Func<Metadata, Metadata> interceptor) => channel.CreateCallInvoker().Intercept(interceptor);
}
