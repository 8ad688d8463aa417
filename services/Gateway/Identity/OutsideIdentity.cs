using Microsoft.AspNetCore.Authentication.JwtBearer;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Identity;

/// <summary>Registers the authentication of callers outside, in place of that of services.</summary>
internal static class OutsideIdentity
{
    /// <summary>The scheme of what services alone may call: they show what they show each other.</summary>
    private const string OfServices = "services";

    public static void AddOutsideIdentity(this IServiceCollection services)
    {
        services.AddOptions<ExternalOptions>().BindConfiguration("Identity:External");
        services.AddSingleton<ExternalProvider>().AddSingleton<OutsideTokens>().AddSingleton<TokenExchange>().AddSingleton<BearerEvents>();
        services.AddSingleton<IHolderRights, HolderRights>();
        services.AddSingleton<OpenRequests>().AddHostedService(provider => provider.GetRequiredService<OpenRequests>());
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).PostConfigure<OutsideTokens>((bearer, tokens) =>
        {
            bearer.EventsType = typeof(BearerEvents);
            bearer.TokenHandlers.Clear();
            bearer.TokenHandlers.Add(tokens);
            bearer.ForwardDefaultSelector = context => IsForServices(context) ? OfServices : null;
        });
        services.AddSingleton<ServicesBearerEvents>().AddAuthentication().AddJwtBearer(OfServices, _ => { });
        services.AddOptions<JwtBearerOptions>(OfServices).Configure<InsideTokens, OutsideTokens>((bearer, inside, outside) =>
        {
            bearer.MapInboundClaims = false;
            bearer.EventsType = typeof(ServicesBearerEvents);
            bearer.TokenHandlers.Clear();
            bearer.TokenHandlers.Add(inside);
            // So that a caller outside is told what is missing, and the attempt is recorded.
            bearer.TokenHandlers.Add(outside);
        });
    }

    private static bool IsForServices(HttpContext context)
    {
        var rule = context.RequestServices.GetRequiredService<EndpointAccess>().Of(context.GetEndpoint());
        return rule.Kind == AccessKind.Permission && Roles.IsOfServicesOnly(rule.Permission);
    }
}
