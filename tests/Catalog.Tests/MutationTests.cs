using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using Xunit.Abstractions;

namespace MlOps.Catalog.Tests;

/// <summary>What holds of every RPC that changes something.</summary>
public sealed class MutationTests(CatalogSystem system, ITestOutputHelper output) : IClassFixture<CatalogSystem>
{
    private const int Callers = 16;

    public static TheoryData<string> Mutations => [.. CatalogCalls.Mutations.Keys];

    [Fact]
    public void every_mutation_is_tried_and_takes_a_request_id_an_expected_version_and_a_reason()
    {
        var mutations = DatasetCatalog.Descriptor.Methods.Where(
            method => HeaderOf(method).FindFieldByName("request_id") is not null).ToList();

        mutations.Select(method => method.Name).ShouldBe(CatalogCalls.Mutations.Keys, ignoreOrder: true);
        mutations.ShouldAllBe(method => HeaderOf(method).FindFieldByName("expected_version").HasPresence);
        mutations.Where(method => method.Name != "RegisterDataset")
            .ShouldAllBe(method => HeaderOf(method).FindFieldByName("reason") != null);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task of_sixteen_parallel_callers_each_succeeds_or_is_told_why_and_nothing_is_lost(string mutation)
    {
        var dataset = await DatasetAsync(mutation, "parallel");

        var outcomes = await Task.WhenAll(
            Enumerable.Range(1, Callers).Select(i => Task.Run(() => CatalogCalls.Mutations[mutation].OutcomeAsync(system, dataset, i))));

        output.WriteLine($"{mutation}: {string.Join(", ", outcomes.CountBy(outcome => outcome.Code).Select(c => $"{c.Value} × {c.Key}"))}");
        outcomes.Select(outcome => outcome.Code).ShouldBeSubsetOf([StatusCode.OK, StatusCode.Aborted, StatusCode.AlreadyExists]);
        var succeeded = outcomes.Where(outcome => outcome.Code == StatusCode.OK).Select(outcome => outcome.Answer!).ToList();
        var after = await system.Ann.GetDatasetAsync(new GetDatasetRequest { Name = dataset });
        var changes = mutation switch
        {
            "RegisterDataset" => 0,
            "ArchiveDataset" => 1,
            _ => succeeded.Count,
        };
        succeeded.ShouldNotBeEmpty();
        after.Revision.ShouldBe(2 + changes);
        if (mutation == "RegisterDataset") succeeded.ShouldHaveSingleItem();
        if (mutation is "ImportVersion" or "CommitVersion")
        {
            succeeded.Cast<DatasetVersion>().Select(version => version.Version).Order().ShouldBe(
                Enumerable.Range(2, succeeded.Count).Select(i => (long)i));
            after.LatestVersion.ShouldBe(1 + succeeded.Count);
        }
    }

    [Theory]
    [InlineData("ImportVersion")]
    [InlineData("CommitVersion")]
    public async Task sixteen_parallel_callers_with_the_same_content_make_one_version(string mutation)
    {
        var dataset = await DatasetAsync(mutation, "same");

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CatalogCalls.Mutations[mutation].OutcomeAsync(system, dataset, 1))));

        outcomes.Select(outcome => outcome.Code).ShouldBeSubsetOf([StatusCode.OK, StatusCode.Aborted]);
        var versions = outcomes.Where(outcome => outcome.Answer is not null).Select(outcome => (DatasetVersion)outcome.Answer!).ToList();
        versions.Select(version => version.Version).Distinct().ShouldBe([2]);
        versions.Count(version => !version.AlreadyExisted).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_request_id_gets_the_first_answer_whoever_came_first_and_whatever_has_happened_since(string mutation)
    {
        var dataset = await DatasetAsync(mutation, "repeated");
        var id = $"once-{mutation}";
        var call = CatalogCalls.Mutations[mutation];

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(_ => Task.Run(() => call.OutcomeAsync(system, dataset, 1, id))));
        if (mutation != "ArchiveDataset")
        {
            await system.ImportAsync(dataset, "data.csv", CatalogCalls.Csv(7));
            var mask = new FieldMask { Paths = { "description" } };
            await system.Ann.UpdateDatasetAsync(new UpdateDatasetRequest { Name = dataset, Description = "since", UpdateMask = mask });
            await system.Ann.ArchiveDatasetAsync(new ArchiveDatasetRequest { Name = dataset });
        }

        var later = await call.OutcomeAsync(system, dataset, 1, id);
        var other = await call.OutcomeAsync(system, dataset, 2, id);

        outcomes.Select(outcome => outcome.Code).ShouldBeSubsetOf([StatusCode.OK, StatusCode.Aborted]);
        outcomes.Where(outcome => outcome.Code == StatusCode.OK).Append(later).Select(outcome => outcome.Answer).Distinct()
            .ShouldHaveSingleItem().ShouldNotBeNull();
        other.Code.ShouldBe(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task a_repeated_import_of_what_was_a_version_before_says_so_again()
    {
        var dataset = await DatasetAsync("import", "existing");
        var call = CatalogCalls.Mutations["ImportVersion"];

        var first = await call.OutcomeAsync(system, dataset, 0, "existing");

        ((DatasetVersion)first.Answer!).AlreadyExisted.ShouldBeTrue();
        (await call.OutcomeAsync(system, dataset, 0, "existing")).ShouldBe(first);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task an_expected_version_that_is_not_the_current_one_is_aborted(string mutation)
    {
        var dataset = await DatasetAsync(mutation, "stale");
        var call = CatalogCalls.Mutations[mutation];
        var current = mutation == "RegisterDataset" ? 0 : 2;

        (await call.OutcomeAsync(system, dataset, 1, expected: current + 1)).Code.ShouldBe(StatusCode.Aborted);
        (await call.OutcomeAsync(system, dataset, 1, expected: current)).Code.ShouldBe(StatusCode.OK);
    }

    private static MessageDescriptor HeaderOf(MethodDescriptor method) =>
        method.InputType.FindFieldByName("header")?.MessageType ?? method.InputType;

    /// <summary>A dataset of its own with one version: revision 2.</summary>
    private async Task<string> DatasetAsync(string mutation, string purpose)
    {
        var dataset = $"{mutation}-{purpose}".ToLowerInvariant();
        await system.RegisterAsync(dataset);
        await system.ImportAsync(dataset, "data.csv", CatalogCalls.Csv(0));
        return dataset;
    }
}
