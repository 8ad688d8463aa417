using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace MlOps.Aspire.Hosting.Tests;

public sealed class TestingBuilderTests : IDisposable
{
    private readonly StoreDirectory store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task the_description_comes_from_the_program()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<SampleProgram.Sample>(["host", store.Argument]);

        builder.Resources.Select(r => r.Name).ShouldBe(["postgres", "things", "sample", "family"]);
    }

    [Fact]
    public async Task the_application_runs_under_test()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<SampleProgram.Sample>(["host", store.Argument]);
        builder.Resources.Remove(builder.Resources.Single(r => r.Name == "family"));
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.BecomesHealthyAsync("sample");

        using var client = app.CreateHttpClient("sample");

        (await client.GetStringAsync("/variable/ConnectionStrings__things")).ShouldBe(await app.GetConnectionStringAsync("things"));
    }

    [Fact]
    public async Task a_program_that_builds_nothing_is_refused() =>
        await Should.ThrowAsync<InvalidOperationException>(() => DistributedApplicationTestingBuilder.CreateAsync<SampleProgram.Sample>(["neither"]));
}
