namespace MlOps.Gateway.Routing;

/// <summary>Puts what says where a request goes before everything else, routing too.</summary>
internal sealed class BeforeRoutingFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<WorkspacePath>();
        app.UseMiddleware<OwnRecord>();
        next(app);
    };
}
