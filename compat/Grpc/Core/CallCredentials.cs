namespace Grpc.Core;

/// <summary>Adds to the headers of a call what proves who calls.</summary>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);

/// <summary>The call that an <see cref="AsyncAuthInterceptor"/> adds headers to.</summary>
public class AuthInterceptorContext(string serviceUrl, string methodName, CancellationToken cancellationToken)
{
    /// <summary>Creates the context of a call that cannot be cancelled.</summary>
    public AuthInterceptorContext(string serviceUrl, string methodName)
        : this(serviceUrl, methodName, CancellationToken.None)
    {
    }

    /// <summary>The address of the service.</summary>
    public string ServiceUrl { get; } = serviceUrl;

    /// <summary>The name of the method.</summary>
    public string MethodName { get; } = methodName;

    /// <summary>Fires when the call ends.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>Proves who calls, call by call.</summary>
public abstract class CallCredentials
{
    /// <summary>Several credentials as one.</summary>
    /// <exception cref="ArgumentException">They are fewer than two.</exception>
    public static CallCredentials Compose(params CallCredentials[] credentials) => credentials.Length >= 2
        ? new ComposedCallCredentials([.. credentials])
        : throw new ArgumentException("Composite credentials object can only be created from 2 or more credentials.", nameof(credentials));

    /// <summary>Credentials that add headers.</summary>
    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor) => new InterceptorCallCredentials(interceptor);

    /// <summary>Tells a configurator what these credentials are.</summary>
    public abstract void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object state);

    private sealed class ComposedCallCredentials(CallCredentials[] credentials) : CallCredentials
    {
        public override void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object state) =>
            configurator.SetCompositeCredentials(state, credentials);
    }

    private sealed class InterceptorCallCredentials(AsyncAuthInterceptor interceptor) : CallCredentials
    {
        public override void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object state) =>
            configurator.SetAsyncAuthInterceptorCredentials(state, interceptor);
    }
}

/// <summary>Is told what call credentials are.</summary>
public abstract class CallCredentialsConfiguratorBase
{
    /// <summary>They are several.</summary>
    public abstract void SetCompositeCredentials(object state, IReadOnlyList<CallCredentials> credentials);

    /// <summary>They add headers.</summary>
    public abstract void SetAsyncAuthInterceptorCredentials(object state, AsyncAuthInterceptor interceptor);
}
