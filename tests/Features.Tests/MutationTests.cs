using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Features.V1;
using Xunit.Abstractions;

namespace MlOps.Features.Tests;

/// <summary>What holds of every RPC that changes something.</summary>
public sealed class MutationTests(FeaturesSystem system, ITestOutputHelper output) : IClassFixture<FeaturesSystem>
{
    private const int Callers = 16;

    public static TheoryData<string> Mutations => [.. FeaturesCalls.Mutations.Keys];

    [Fact]
    public void every_mutation_is_tried_and_takes_a_request_id_and_an_expected_version()
    {
        var mutations = FeatureStore.Descriptor.Methods.Where(m => m.InputType.FindFieldByName("request_id") is not null).ToList();

        mutations.Select(method => method.Name).ShouldBe(FeaturesCalls.Mutations.Keys, ignoreOrder: true);
        mutations.ShouldAllBe(method => method.InputType.FindFieldByName("expected_version").HasPresence);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task of_sixteen_parallel_callers_each_succeeds_or_is_told_why_and_nothing_is_lost(string mutation)
    {
        var name = await DefinedAsync(mutation, "parallel");

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(
                i => Task.Run(() => system.SendAsync(mutation, FeaturesCalls.Mutations[mutation](name, i)))));

        output.WriteLine($"{mutation}: {string.Join(", ", outcomes.CountBy(o => o.Code).Select(count => $"{count.Value} × {count.Key}"))}");
        outcomes.Select(outcome => outcome.Code).ShouldBeSubsetOf([StatusCode.OK, StatusCode.Aborted, StatusCode.AlreadyExists]);
        var succeeded = outcomes.Count(outcome => outcome.Code == StatusCode.OK);
        succeeded.ShouldBeGreaterThan(0);
        var view = await system.Ann.GetFeatureViewAsync(new GetFeatureViewRequest { Name = name });
        switch (mutation)
        {
            case "CreateEntity" or "CreateFeatureView" or "CreateFeatureService":
                succeeded.ShouldBe(1);
                break;
            case "UpdateFeatureView" or "Materialize":
                view.Revision.ShouldBe(1 + succeeded);
                break;
            case "UpdateEntity":
                (await system.Ann.GetEntityAsync(new GetEntityRequest { Name = name })).Revision.ShouldBe(1 + succeeded);
                break;
            case "UpdateFeatureService":
                (await system.Ann.GetFeatureServiceAsync(new GetFeatureServiceRequest { Name = name })).Revision.ShouldBe(1 + succeeded);
                break;
            case "CreateTrainingSet":
                var sets = outcomes.Where(outcome => outcome.Answer is not null).Select(outcome => (TrainingSet)outcome.Answer!).ToList();
                sets.Select(set => (set.Version, set.Labels.Single())).Distinct().Count().ShouldBe(2);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_request_id_gets_the_first_answer_whoever_came_first_and_whatever_has_happened_since(string mutation)
    {
        var name = await DefinedAsync(mutation, "repeated");
        var request = FeaturesCalls.Mutations[mutation](name, 1);

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(_ => Task.Run(() => system.SendAsync(mutation, Copy(request), "once"))));
        foreach (var since in (string[])["UpdateEntity", "UpdateFeatureView", "UpdateFeatureService", "Materialize",
            "ArchiveFeatureService"])
            await system.SendAsync(since, FeaturesCalls.Mutations[since](name, 9));
        var later = await system.SendAsync(mutation, Copy(request), "once");
        var other = await system.SendAsync(mutation, FeaturesCalls.Mutations[mutation](name, 2), "once");

        outcomes.Select(outcome => outcome.Code).ShouldBeSubsetOf([StatusCode.OK, StatusCode.Aborted]);
        outcomes.Where(outcome => outcome.Code == StatusCode.OK).Append(later).Select(outcome => outcome.Answer).Distinct()
            .ShouldHaveSingleItem().ShouldNotBeNull();
        other.Code.ShouldBe(StatusCode.InvalidArgument);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task an_expected_version_that_is_not_the_current_one_is_aborted(string mutation)
    {
        var name = await DefinedAsync(mutation, "stale");
        var current = mutation.StartsWith("Create", StringComparison.Ordinal) ? 0 : 1;

        (await system.SendAsync(mutation, FeaturesCalls.Mutations[mutation](name, 1), expected: current + 1)).Code
            .ShouldBe(StatusCode.Aborted);
        (await system.SendAsync(mutation, FeaturesCalls.Mutations[mutation](name, 1), expected: current)).Code.ShouldBe(StatusCode.OK);
    }

    private static IMessage Copy(IMessage request) => request.Descriptor.Parser.ParseFrom(request.ToByteArray());

    private async Task<string> DefinedAsync(string mutation, string purpose)
    {
        var name = $"{mutation}-{purpose}".ToLowerInvariant();
        await FeaturesCalls.DefineAsync(system, name);
        return name;
    }
}
