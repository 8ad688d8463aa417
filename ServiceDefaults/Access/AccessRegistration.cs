using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MlOps.ServiceDefaults.Access;

/// <summary>Registers the check of who may call what.</summary>
internal static class AccessRegistration
{
    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EndpointAccess>().AddSingleton<Denials>().AddSingleton<AccessCheck>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AccessCheck>());
    }

    /// <summary>Adds the check to the pipeline: after authentication and the caller, before every handler.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.Services.GetRequiredService<AccessCheck>().Watch(app);
        app.UseMiddleware<AccessMiddleware>();
    }
}
