namespace MlOps.Gateway.Routing;

/// <summary>Puts <see cref="WorkspacePath"/> before everything else, routing too.</summary>
internal sealed class WorkspacePathFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<WorkspacePath>();
        next(app);
    };
}
