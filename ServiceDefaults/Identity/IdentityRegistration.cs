using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Registers the service's identity and the authentication of its callers.</summary>
internal static class IdentityRegistration
{
    /// <summary>Adds bearer authentication by the framework's <c>JwtBearer</c> with inside tokens, and the service's own key.</summary>
    public static void AddIdentity(this WebApplicationBuilder builder, string service)
    {
        var services = builder.Services;
        services.AddSingleton(_ => IdentitySettings.Of(builder.Configuration));
        services.AddSingleton(new ServiceIdentity(service));
        services.AddSingleton(provider => SigningKey.OpenOrCreate(provider.GetRequiredService<IdentitySettings>().KeyFile));
        services.AddSingleton<ServiceKeys>().AddSingleton<ServiceTokens>().AddSingleton<InsideTokens>();
        services.AddSingleton(provider => new DiscoveredKeys(
            provider.GetRequiredService<IdentitySettings>().Authority, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DiscoveredKeys>>()));
        services.AddHostedService<ServiceKeyPublication>();
        services.AddSingleton<ServiceBearerEvents>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<InsideTokens>((bearer, tokens) =>
        {
            bearer.MapInboundClaims = false;
            bearer.EventsType = typeof(ServiceBearerEvents);
            bearer.TokenHandlers.Clear();
            bearer.TokenHandlers.Add(tokens);
        });
    }
}
