using Grpc.AspNetCore.ClientFactory;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Ties the calls of a client to the server calls that they are made for.</summary>
public static class GrpcServerHttpClientBuilderExtensions
{
    /// <summary>Gives calls the deadline and the cancellation of the call that they are made for.</summary>
    public static IHttpClientBuilder EnableCallContextPropagation(this IHttpClientBuilder builder) => builder.EnableCallContextPropagation(_ => { });

    /// <summary>Gives calls the deadline and the cancellation of the call that they are made for, with options.</summary>
    public static IHttpClientBuilder EnableCallContextPropagation(this IHttpClientBuilder builder, Action<GrpcContextPropagationOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(builder.Name, configureOptions);
        builder.Services.AddHttpContextAccessor();
        return builder.AddInterceptor(services => new ContextPropagationInterceptor(
            services.GetRequiredService<IOptionsMonitor<GrpcContextPropagationOptions>>().Get(builder.Name),
            services.GetRequiredService<IHttpContextAccessor>()));
    }
}
