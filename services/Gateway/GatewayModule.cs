using JasperFx.Events.Projections;
using MlOps.EventSourcing;
using MlOps.EventSourcing.Hosting;
using MlOps.Gateway.CustomRoles;
using MlOps.Gateway.Edge;
using MlOps.Gateway.Elevations;
using MlOps.Gateway.Grpc;
using MlOps.Gateway.Identity;
using MlOps.Gateway.Kafka;
using MlOps.Gateway.Keys;
using MlOps.Gateway.Limiting;
using MlOps.Gateway.Members;
using MlOps.Gateway.Routing;
using MlOps.Gateway.Secrets;
using MlOps.Gateway.Tokens;
using MlOps.Gateway.Workspaces;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Gateway;

/// <summary>The one door: identity, limits, and the way to every service.</summary>
public static class GatewayModule
{
    /// <summary>Adds the routes, the limits, and the tokens with their event store.</summary>
    public static void AddGateway(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("gateway", Publishes.Table, options =>
        {
            options.HiddenStreams = Platform.HiddenStreams;
            options.Projections.Snapshot<Token>(SnapshotLifecycle.Inline);
            options.Projections.Snapshot<SigningKeyRecord>(SnapshotLifecycle.Inline);
            options.Projections.Snapshot<Workspace>(SnapshotLifecycle.Inline);
            options.Projections.Snapshot<CustomRole>(SnapshotLifecycle.Inline);
            options.Projections.Snapshot<Elevation>(SnapshotLifecycle.Inline);
            options.Projections.Snapshot<Member>(SnapshotLifecycle.Inline);
            options.Audits<Token>(Token.StreamPrefix);
            options.Audits<SigningKeyRecord>(SigningKeyRecord.StreamPrefix);
            options.Audits<Workspace>(Workspace.StreamPrefix);
            options.AddSecrets();
            options.Audits<CustomRole>(CustomRole.StreamPrefix);
            options.Audits<Elevation>(Elevation.StreamPrefix);
            options.Audits<Member>(Member.StreamPrefix);
        });
        builder.Services.AddKeys();
        builder.Services.AddCustomRoles();
        builder.Services.AddTokens();
        builder.Services.AddSecrets(builder.Configuration);
        builder.Services.AddElevations();
        builder.Services.AddMembers();
        builder.Services.AddOutsideIdentity();
        builder.Services.AddWorkspaces();
        builder.Services.AddEdge(builder.Configuration);
        builder.Services.AddReverseProxy().LoadFromMemory(Routes.All, Clusters.All).AddTransforms(EarlyAnswers.Configure)
            .AddTransforms(AnswerHeaders.Configure).AddServiceDiscoveryDestinationResolver();
        builder.Services.AddSingleton(ProtocolFamily.OpenInference);
        builder.Services.AddRateLimiter(limiter => CallerLimit.Configure(limiter, builder.Configuration));
    }

    private static void AddKeys(this IServiceCollection services)
    {
        services.AddOptions<KeyRingOptions>().BindConfiguration("Identity")
            .Validate(
                ring => ring.KeyAge > TimeSpan.Zero && ring.KeyNotice >= TimeSpan.Zero,
                "Identity:KeyAge must be positive, and Identity:KeyNotice not negative.")
            .ValidateOnStart();
        services.AddSingleton<KeyRing>().AddScoped<RotateSigningKey>().AddHostedService<KeyRotation>();
    }

    private static void AddCustomRoles(this IServiceCollection services)
    {
        services.AddSingleton<KnownRoles>().AddHostedService<RoleWatch>();
        services.AddScoped<CreateRole>().AddScoped<UpdateRole>().AddScoped<DeleteRole>().AddScoped<RoleQueries>();
    }

    /// <summary>The order of the hosted services counts: tables, keys, ended tokens, the admin's token.</summary>
    private static void AddTokens(this IServiceCollection services)
    {
        services.AddTables($"{EndedTokens.Schema}; {TokenUses.Schema}; {ActiveElevations.Schema}; {MemberTable.Schema}")
            .AddCommitSignals();
        services.AddSingleton<TokenSigner>().AddSingleton<EndedTokens>().AddSingleton<TokenUses>();
        services.AddScoped<CreateToken>().AddScoped<RevokeToken>().AddScoped<RotateToken>().AddScoped<TokenQueries>();
        services.AddHostedService(provider => provider.GetRequiredService<EndedTokens>());
        services.AddHostedService(provider => provider.GetRequiredService<TokenUses>());
        services.AddHostedService<AdminToken>();
    }

    private static void AddElevations(this IServiceCollection services)
    {
        services.AddSingleton<ActiveElevations>().AddScoped<BeginElevation>().AddScoped<EndElevation>().AddScoped<ElevationQueries>();
        services.AddHostedService(provider => provider.GetRequiredService<ActiveElevations>());
    }

    private static void AddMembers(this IServiceCollection services)
    {
        services.AddSingleton<KnownMembers>().AddScoped<SetMember>().AddScoped<RemoveMember>().AddScoped<MemberQueries>();
        services.AddHostedService(provider => provider.GetRequiredService<KnownMembers>());
    }

    private static void AddWorkspaces(this IServiceCollection services)
    {
        services.AddSingleton<OpenWorkspaces>().AddHostedService<WorkspaceWatch>();
        services.AddScoped<CreateWorkspace>().AddScoped<UpdateWorkspace>().AddScoped<SetQuotas>().AddScoped<ArchiveWorkspace>()
            .AddScoped<WorkspaceQueries>();
        services.AddTables(RequestUsage.Schema).AddSingleton<RequestUsage>()
            .AddHostedService(provider => provider.GetRequiredService<RequestUsage>());
        services.AddTransient<IStartupFilter, BeforeRoutingFilter>();
    }

    /// <summary>Maps the gateway's own service and everything that it forwards.</summary>
    public static void MapGateway(this WebApplication app)
    {
        app.MapEventStore();
        app.UseRateLimiter();
        app.UseWhen(CallerCalls.HasCaller, calls =>
        {
            calls.UseMiddleware<WorkspaceGate>();
            calls.UseMiddleware<QuotaGate>();
            calls.UseMiddleware<FollowedCalls>();
        });
        app.MapGrpcService<TokensGrpcService>();
        app.MapGrpcService<SecretsGrpcService>();
        app.MapDiscovery();
        app.MapGrpcService<WorkspacesGrpcService>();
        app.MapGrpcService<RolesGrpcService>();
        app.MapGrpcService<ElevationsGrpcService>();
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<InsideHeaders>();
            proxy.UseMiddleware<Unavailable>();
            // The service behind the route asks for the permission.
        }).RequireIdentity();
    }
}
