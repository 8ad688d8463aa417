namespace MlOps.Gateway.Edge;

/// <summary>Puts what is refused unseen before everything else in the pipeline.</summary>
internal sealed class EdgeFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<KnownHosts>();
        app.UseMiddleware<OwnPages>();
        next(app);
    };
}
