using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Http.Resilience;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Experiments.V1;
using MlOps.Contracts.Features.V1;
using MlOps.Contracts.Identity.V1;
using MlOps.Contracts.Inference;
using MlOps.Contracts.Lineage.V1;
using MlOps.Contracts.Messaging.V1;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Contracts.Operations.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;

namespace MlOps.Cli;

/// <summary>The gateway as one actor sees it: every service's client over one channel, and its HTTP side.</summary>
internal sealed class GatewayConnection : IDisposable
{
    private const string WorkspaceHeader = "mlops-workspace";
    private readonly Uri http;
    private readonly Uri grpc;
    private readonly string token;
    private readonly string workspace;
    private readonly GrpcChannel channel;
    private readonly CallInvoker invoker;

    /// <param name="http">The gateway's HTTP address.</param>
    /// <param name="grpc">The gateway's gRPC address.</param>
    /// <param name="token">The bearer token.</param>
    /// <param name="workspace">The workspace; empty for that of the token.</param>
    /// <param name="retries">What is tried again.</param>
    public GatewayConnection(Uri http, Uri grpc, string token, string workspace, Retries retries)
    {
        this.http = http;
        this.grpc = grpc;
        this.token = token;
        this.workspace = workspace;
        Retries = retries;
        channel = GrpcChannel.ForAddress(grpc, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = 64 << 20, ServiceConfig = retries.OfCalls, MaxRetryAttempts = retries.MaxAttempts,
        });
        invoker = channel.Intercept(Authorized).Intercept(new RequestIds());
        Http = new HttpClient(new ResilienceHandler(retries.OfRequests) { InnerHandler = new SocketsHttpHandler() }) { BaseAddress = http };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (workspace.Length > 0) Http.DefaultRequestHeaders.Add(WorkspaceHeader, workspace);
    }

    public Retries Retries { get; }

    public HttpClient Http { get; }

    public DatasetCatalog.DatasetCatalogClient Catalog => new(invoker);

    public FeatureStore.FeatureStoreClient Features => new(invoker);

    public ExperimentTracking.ExperimentTrackingClient Experiments => new(invoker);

    public ModelRegistry.ModelRegistryClient Registry => new(invoker);

    public ModelServing.ModelServingClient Serving => new(invoker);

    public GRPCInferenceService.GRPCInferenceServiceClient Inference => new(invoker);

    public ModelMonitoring.ModelMonitoringClient Monitoring => new(invoker);

    public LineageGraph.LineageGraphClient Lineage => new(invoker);

    public Tokens.TokensClient Tokens => new(invoker);

    public Secrets.SecretsClient Secrets => new(invoker);

    public Workspaces.WorkspacesClient Workspaces => new(invoker);

    public Roles.RolesClient Roles => new(invoker);

    public Elevations.ElevationsClient Elevations => new(invoker);

    /// <summary>The audit log of one service.</summary>
    public AuditLog.AuditLogClient AuditOf(string service) => new(InvokerOf(service));

    /// <summary>The dead letters of one service's consumers.</summary>
    public DeadLetters.DeadLettersClient DeadLettersOf(string service) => new(InvokerOf(service));

    /// <summary>The operations of one service.</summary>
    public Operations.OperationsClient OperationsOf(string service) => new(InvokerOf(service));

    /// <summary>The same gateway as another actor.</summary>
    public GatewayConnection As(string other) => new(http, grpc, other, workspace, Retries);

    /// <summary>The same gateway, with other patience.</summary>
    public GatewayConnection With(Retries retries) => new(http, grpc, token, workspace, retries);

    public void Dispose()
    {
        Http.Dispose();
        channel.Dispose();
    }

    // Every service serves these, so a header says whose are meant.
    private CallInvoker InvokerOf(string service) => invoker.Intercept(metadata =>
    {
        metadata.Add("mlops-service", service);
        return metadata;
    });

    private Metadata Authorized(Metadata metadata)
    {
        metadata.Add("authorization", $"Bearer {token}");
        if (workspace.Length > 0) metadata.Add(WorkspaceHeader, workspace);
        return metadata;
    }
}
