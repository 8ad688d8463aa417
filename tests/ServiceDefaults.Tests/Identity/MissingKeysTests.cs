using System.Net;
using Grpc.Core;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Identity;

/// <summary>A service whose issuer does not answer cannot tell who calls: that is no fault of the caller's.</summary>
public sealed class MissingKeysTests : IAsyncLifetime
{
    private readonly SampleSystem sample = new();

    public Task InitializeAsync() => sample.InitializeAsync();

    public Task DisposeAsync() => sample.DisposeAsync();

    [Fact]
    public async Task calls_are_unavailable_until_the_keys_can_be_fetched_and_then_well()
    {
        await sample.System.Issuer.StopAsync();

        (await SampleSystem.RefusalOf(sample.NotesAs("ann").WhoCallsAsync(new()))).StatusCode.ShouldBe(StatusCode.Unavailable);
        using var http = sample.Service.HttpAs("ann");
        using var response = await http.GetAsync("/hello");
        (response.StatusCode, response.Content.Headers.ContentType!.MediaType)
            .ShouldBe((HttpStatusCode.ServiceUnavailable, "application/problem+json"));
        using var health = await sample.Service.HttpAs("ann").GetAsync("/alive");
        health.StatusCode.ShouldBe(HttpStatusCode.OK);

        await sample.System.Issuer.StartAsync();

        (await sample.NotesAs("ann").WhoCallsAsync(new())).Subject.ShouldBe("ann");
    }

    [Fact]
    public async Task keys_that_are_known_stay_in_use_while_the_issuer_is_away()
    {
        await sample.NotesAs("ann").WhoCallsAsync(new());

        await sample.System.Issuer.StopAsync();

        (await sample.NotesAs("bob").WhoCallsAsync(new())).Subject.ShouldBe("bob");
    }
}
