using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Serving.Tests.Deployments;

/// <summary>Every mutation of deployments by many callers at once, and every mutation repeated.</summary>
[Collection(ServingCollection.Name)]
public class DeploymentConcurrencyTests(ServingSystem system, ITestOutputHelper output)
{
    private static readonly IReadOnlyDictionary<string, Func<Deployment, IMessage>> Samples = new Dictionary<string, Func<Deployment, IMessage>>
    {
        ["CreateDeployment"] = present => new CreateDeploymentRequest
        {
            Name = $"{present.Name}-new", Model = present.Model, Alias = "champion", FeatureService = present.FeatureService,
        },
        ["RetireDeployment"] = present => new RetireDeploymentRequest { Name = present.Name, Reason = "old" },
    };

    public static TheoryData<string> Mutations => [.. ModelServing.Descriptor.Mutations().Select(method => method.Name)];

    private CallInvoker Calls => system.Serving.ChannelAs(ServingSystem.Engineer, "engineer").CreateCallInvoker();

    [Fact]
    public void every_mutation_has_a_sample() =>
        ModelServing.Descriptor.Mutations().Select(method => method.Name).ShouldBe(Samples.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task each_of_many_callers_succeeds_or_is_told_why_not(string mutation)
    {
        var present = await system.DeploymentAsync(answer: 1);
        var rpc = ModelServing.Descriptor.Rpc(mutation);

        var outcomes = await new ParallelCallers(Calls).CallAsync(rpc, _ => Samples[mutation](present));

        output.WriteLine(ParallelCallers.Summary(rpc, outcomes));
        if (mutation == "CreateDeployment") outcomes.Count(outcome => outcome.Code == StatusCode.OK).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_repeated_request_gets_the_first_answer_whatever_has_happened_since(string mutation)
    {
        var present = await system.DeploymentAsync(answer: 1);

        await new RepeatedRequests(system.Serving, Calls).TwiceAsync(
            ModelServing.Descriptor.Rpc(mutation), Samples[mutation](present), async () =>
            {
                await system.PromoteAsync(present.Model, await system.VersionAsync(present.Model, TinyModel.Answering(2)));
                var served = mutation == "CreateDeployment" ? $"{present.Name}-new" : await OtherOfAsync(present);
                await system.UntilAsync(served, deployment => deployment.ActiveVersion == 2);
            });
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_repeated_request_gets_the_first_answer_while_the_services_that_it_calls_are_down(string mutation)
    {
        var features = await system.FeatureStoreAsEngineer().ServiceAsync("hour,seen,temp,hum\n1,2026-01-01 01:00:00,0.25,1\n");
        var present = await system.DeploymentAsync(answer: 1, features);
        try
        {
            await new RepeatedRequests(system.Serving, Calls).TwiceAsync(
                ModelServing.Descriptor.Rpc(mutation), Samples[mutation](present), async () =>
                {
                    await system.Registry.StopAsync();
                    await system.Features.StopAsync();
                });
        }
        finally
        {
            await system.Features.StartAsync();
            await system.Registry.StartAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task one_request_that_many_send_at_once_has_one_answer(string mutation) =>
        await new RepeatedRequests(system.Serving, Calls).AtOnceAsync(
            ModelServing.Descriptor.Rpc(mutation), Samples[mutation](await system.DeploymentAsync(answer: 1)));

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task the_expected_version_must_be_the_present_one(string mutation)
    {
        var request = Samples[mutation](await system.DeploymentAsync(answer: 1));
        request.Descriptor.FindFieldByName("expected_version").Accessor.SetValue(request, 77L);

        (await Calls.CallAsync(ModelServing.Descriptor.Rpc(mutation), request)).Code.ShouldBe(StatusCode.Aborted);
    }

    /// <summary>Another deployment of the same model.</summary>
    private async Task<string> OtherOfAsync(Deployment present) => (await system.DeployAsync(present.Model)).Name;
}
