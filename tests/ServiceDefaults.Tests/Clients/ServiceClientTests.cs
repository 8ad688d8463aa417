using System.Diagnostics;
using Grpc.Core;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Clients;

public sealed class ServiceClientTests(ServiceClientTests.TwoServices two) : IClassFixture<ServiceClientTests.TwoServices>
{
    [Fact]
    public async Task carries_the_callers_token_and_correlation_id()
    {
        var seen = await two.Notes.AskOtherAsync(new(), new Metadata { { "x-correlation-id", "trip-8" } });

        seen.Subject.ShouldBe("ann");
        seen.Roles.ShouldBe(["trainer"]);
        seen.CorrelationId.ShouldBe("trip-8");
        seen.Via.ShouldBe("service:notes");
        seen.HasDeadline.ShouldBeTrue();
    }

    [Fact]
    public async Task carries_the_services_own_token_in_its_own_work()
    {
        var seen = await two.Notes.AskOtherAsync(new() { AsService = true });

        seen.Subject.ShouldBe("service:notes");
        seen.Roles.ShouldBe(["service"]);
        seen.Via.ShouldBeEmpty();
    }

    [Fact]
    public async Task continues_the_trace()
    {
        using var root = new Activity("test").Start();

        var seen = await two.Notes.AskOtherAsync(new());

        seen.TraceId.ShouldBe(root.TraceId.ToString());
    }

    [Fact]
    public async Task passes_on_that_the_other_service_is_not_there()
    {
        await two.Other.StopAsync();

        (await SampleSystem.RefusalOf(two.Notes.AskOtherAsync(new()))).StatusCode.ShouldBe(StatusCode.Unavailable);

        await two.Other.StartAsync();
        (await two.Notes.AskOtherAsync(new())).Subject.ShouldBe("ann");
    }

    public sealed class TwoServices : IAsyncLifetime
    {
        private TestSystem system = null!;
        private TestService notes = null!;

        internal TestService Other { get; private set; } = null!;

        internal Wire.Notes.NotesClient Notes => new(notes.ChannelAs("ann", "trainer"));

        public async Task InitializeAsync()
        {
            system = await TestSystem.StartAsync();
            Other = await system.StartServiceAsync("other", builder => builder.AddNotes("other"), app => app.MapNotes());
            notes = await system.StartServiceAsync("notes", builder => builder.AddNotes(), app => app.MapNotes());
        }

        public async Task DisposeAsync()
        {
            await notes.DisposeAsync();
            await Other.DisposeAsync();
            await system.DisposeAsync();
        }
    }
}
