using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Serving.V1;
using Xunit.Abstractions;

namespace MlOps.Serving.Tests.Deployments;

/// <summary>Every mutation of deployments by many callers at once, and every mutation repeated.</summary>
[Collection(ServingCollection.Name)]
public class DeploymentConcurrencyTests(ServingSystem system, ITestOutputHelper output)
{
    private const int Callers = 16;

    private static readonly IReadOnlyDictionary<string, Func<Deployment, IMessage>> Samples = new Dictionary<string, Func<Deployment, IMessage>>
    {
        ["CreateDeployment"] = present => new CreateDeploymentRequest { Name = $"{present.Name}-new", Model = present.Model, Alias = "champion" },
        ["RetireDeployment"] = present => new RetireDeploymentRequest { Name = present.Name, Reason = "old" },
    };

    public static TheoryData<string> Mutations =>
        [.. ModelServing.Descriptor.Methods.Where(method => method.InputType.FindFieldByName("expected_version") is not null).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task each_of_many_callers_succeeds_or_is_told_why_not(string mutation)
    {
        var present = await system.DeploymentAsync(answer: 1);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(mutation, Samples[mutation](present)))));

        output.WriteLine($"{mutation}: {string.Join(", ", outcomes.CountBy(outcome => outcome.Code).Select(count => $"{count.Value} × {count.Key}"))}");
        outcomes.Select(outcome => outcome.Code).ShouldBeSubsetOf([StatusCode.OK, StatusCode.Aborted, StatusCode.AlreadyExists]);
        if (mutation == "CreateDeployment") outcomes.Count(outcome => outcome.Code == StatusCode.OK).ShouldBe(1);
        else outcomes.ShouldContain(outcome => outcome.Code == StatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_repeated_request_gets_the_first_answer_whatever_has_happened_since(string mutation)
    {
        var present = await system.DeploymentAsync(answer: 1);
        var request = Samples[mutation](present);
        request.Descriptor.FindFieldByName("request_id").Accessor.SetValue(request, $"{Guid.NewGuid()}");
        var first = await CallAsync(mutation, request);
        first.Code.ShouldBe(StatusCode.OK);
        var changed = ((Deployment)first.Answer!).Name;
        await system.PromoteAsync(present.Model, await system.VersionAsync(present.Model, TinyModel.Answering(2)));
        if (mutation == "CreateDeployment") await system.UntilAsync(changed, deployment => deployment.ActiveVersion == 2);

        (await CallAsync(mutation, request)).ShouldBe(first);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task the_expected_version_must_be_the_present_one(string mutation)
    {
        var request = Samples[mutation](await system.DeploymentAsync(answer: 1));
        request.Descriptor.FindFieldByName("expected_version").Accessor.SetValue(request, 77L);

        (await CallAsync(mutation, request)).Code.ShouldBe(StatusCode.Aborted);
    }

    [Fact]
    public void every_mutation_has_a_sample() => ModelServing.Descriptor.Methods
        .Where(method => method.InputType.FindFieldByName("request_id") is not null)
        .Select(method => method.Name).ShouldBe(Samples.Keys, ignoreOrder: true);

    private async Task<(StatusCode Code, IMessage? Answer)> CallAsync(string mutation, IMessage request)
    {
        var method = typeof(ModelServing.ModelServingClient).GetMethod($"{mutation}Async", [request.GetType(), typeof(CallOptions)])!;
        try
        {
            dynamic call = method.Invoke(system.Deployments, [request, default(CallOptions)])!;
            return (StatusCode.OK, (IMessage)await call.ResponseAsync);
        }
        catch (RpcException e)
        {
            return (e.StatusCode, null);
        }
    }
}
