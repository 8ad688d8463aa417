using JasperFx.Events.Projections;
using MlOps.EventSourcing.Hosting;
using MlOps.Gateway.Grpc;
using MlOps.Gateway.Kafka;
using MlOps.Gateway.Routing;
using MlOps.Gateway.Tokens;
using MlOps.Gateway.Workspaces;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway;

/// <summary>The one door: identity, limits, and the way to every service.</summary>
public static class GatewayModule
{
    /// <summary>Adds the routes, the limits, and the tokens with their event store.</summary>
    public static void AddGateway(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("gateway", Publishes.Table, options =>
        {
            // Who may come in is decided for all workspaces at once: the record is in the default one, whoever the caller is.
            options.Workspace = Workspace.Default;
            options.Projections.Snapshot<Subject>(SnapshotLifecycle.Inline);
            options.Projections.Snapshot<Workspace>(SnapshotLifecycle.Inline);
            options.Audits<Subject>(Subject.StreamPrefix);
            options.Audits<Workspace>(Workspace.StreamPrefix);
        });
        builder.Services.AddSingleton<TokenSigner>().AddScoped<IssueToken>().AddScoped<SubjectQueries>();
        builder.Services.AddHostedService<AdminToken>();
        builder.Services.AddCommitSignals();
        builder.Services.AddSingleton<OpenWorkspaces>().AddHostedService<WorkspaceWatch>()
            .AddScoped<CreateWorkspace>().AddScoped<UpdateWorkspace>().AddScoped<ArchiveWorkspace>().AddScoped<WorkspaceQueries>();
        builder.Services.AddTransient<IStartupFilter, WorkspacePathFilter>();
        builder.Services.AddReverseProxy().LoadFromMemory(Routes.All, Clusters.All).AddTransforms(EarlyAnswers.Configure)
            .AddServiceDiscoveryDestinationResolver();
        builder.Services.AddRateLimiter(limiter => CallerLimit.Configure(limiter, builder.Configuration));
    }

    /// <summary>Maps the gateway's own service and everything that it forwards.</summary>
    public static void MapGateway(this WebApplication app)
    {
        app.MapEventStore();
        app.UseRateLimiter();
        app.UseMiddleware<WorkspaceGate>();
        app.MapGrpcService<TokensGrpcService>();
        app.MapGrpcService<WorkspacesGrpcService>();
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(Correlation.ForwardAsync);
            proxy.UseMiddleware<Unavailable>();
        });
    }
}
