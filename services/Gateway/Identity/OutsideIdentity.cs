using Microsoft.AspNetCore.Authentication.JwtBearer;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Identity;

/// <summary>Registers the authentication of callers outside, in place of that of services.</summary>
internal static class OutsideIdentity
{
    public static void AddOutsideIdentity(this IServiceCollection services)
    {
        services.AddOptions<ExternalOptions>().BindConfiguration("Identity:External");
        services.AddSingleton<ExternalProvider>().AddSingleton<OutsideTokens>().AddSingleton<TokenExchange>().AddSingleton<BearerEvents>();
        services.AddSingleton<IHolderRights, HolderRights>();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).PostConfigure<OutsideTokens>((bearer, tokens) =>
        {
            bearer.EventsType = typeof(BearerEvents);
            bearer.TokenHandlers.Clear();
            bearer.TokenHandlers.Add(tokens);
        });
    }
}
