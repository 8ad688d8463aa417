using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>Puts <see cref="SecurityHeaders"/> before everything else in the pipeline, so that no refusal is without them.</summary>
internal sealed class SecurityHeadersFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static (context, following) =>
        {
            SecurityHeaders.Set(context);
            return following(context);
        });
        next(app);
    };
}
