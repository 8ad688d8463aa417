using JasperFx.Events.Projections;
using MlOps.EventSourcing.Hosting;
using MlOps.Gateway.Grpc;
using MlOps.Gateway.Kafka;
using MlOps.Gateway.Routing;
using MlOps.Gateway.Tokens;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Errors;
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
            options.Projections.Snapshot<Subject>(SnapshotLifecycle.Inline);
            options.Audits<Subject>(Subject.StreamPrefix);
        });
        builder.Services.AddSingleton<TokenSigner>().AddScoped<IssueToken>().AddScoped<SubjectQueries>();
        builder.Services.AddHostedService<AdminToken>();
        builder.Services.AddReverseProxy().LoadFromMemory(Routes.All, Clusters.All).AddTransforms(EarlyAnswers.Configure)
            .AddServiceDiscoveryDestinationResolver();
        builder.Services.AddSingleton(ProtocolFamily.OpenInference);
        builder.Services.AddRateLimiter(limiter => CallerLimit.Configure(limiter, builder.Configuration));
    }

    /// <summary>Maps the gateway's own service and everything that it forwards.</summary>
    public static void MapGateway(this WebApplication app)
    {
        app.MapEventStore();
        app.UseRateLimiter();
        app.MapGrpcService<TokensGrpcService>();
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(Correlation.ForwardAsync);
            proxy.UseMiddleware<Unavailable>();
            // The service behind the route asks for the permission.
        }).RequireIdentity();
    }
}
