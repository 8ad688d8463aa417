using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Experiments.V1;
using MlOps.Contracts.Features.V1;
using MlOps.Contracts.Inference;
using MlOps.Contracts.Lineage.V1;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using MlOps.ServiceHost.Access;
using Xunit.Abstractions;
using Yarp.ReverseProxy.Model;

namespace MlOps.Gateway.Tests;

[Collection(GatewayCollection.Name)]
public sealed class AccessTests(GatewaySystem system, ITestOutputHelper output)
{
    [Fact]
    public async Task every_rpc_and_route_of_its_own_answers_every_role_as_the_page_says() => output.WriteLine(
        await AccessMatrix.RunAsync(system.Gateway, leavesOut: endpoint => endpoint.Metadata.GetMetadata<RouteModel>() is not null));

    [Fact]
    public async Task what_it_forwards_answers_every_role_as_the_page_says() => output.WriteLine(await AccessMatrix.RunAsync(
        system.Gateway,
        [
            // One that the test's catalog does not have: whoever may call it is told so, at once.
            DatasetCatalog.Descriptor.Rpc("ListDatasets"), ModelRegistry.Descriptor.Rpc("ListModels"),
            ModelServing.Descriptor.Rpc("ListDeployments"), ModelServing.Descriptor.Rpc("CreateDeployment"),
            .. GRPCInferenceService.Descriptor.Methods,
        ],
        ["GET /v2", "GET /v2/health/live", "GET /v2/health/ready", "GET /v2/models/{name}", "POST /v2/models/{name}/infer"]));

    [Fact]
    public async Task nothing_is_forwarded_to_any_service_without_a_valid_token()
    {
        var methods = new[]
        {
            DatasetCatalog.Descriptor, FeatureStore.Descriptor, ExperimentTracking.Descriptor, ModelRegistry.Descriptor,
            ModelServing.Descriptor, ModelMonitoring.Descriptor, LineageGraph.Descriptor,
        }.Select(service => service.Methods.First(method => method.Name.StartsWith("List", StringComparison.Ordinal))).ToList();
        foreach (var method in methods)
        {
            (await system.Gateway.Anonymous.CreateCallInvoker().CallAsync(method, method.InputType.Parser.ParseFrom([])))
                .Code.ShouldBe(StatusCode.Unauthenticated, method.FullName);
        }
        methods.Count.ShouldBe(7);
    }
}
