using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;
using Microsoft.Extensions.DependencyInjection;

namespace MlOps.ServiceDefaults.Tests.Identity;

/// <summary>Whom a service takes a caller for.</summary>
public sealed class ActingForTests(SampleSystem sample) : IClassFixture<SampleSystem>
{
    private ServiceTokens Tokens => sample.Service.Services.GetRequiredService<ServiceTokens>();

    [Fact]
    public async Task a_person_is_the_actor_and_the_service_that_calls_for_the_person_is_named_beside()
    {
        var headers = new Metadata { { "mlops-service-authorization", $"Bearer {Tokens.Own("notes")}" } };

        var caller = await sample.NotesAs("ann", "engineer").WhoCallsAsync(new(), headers);

        (caller.Subject, caller.Roles.Single(), caller.Via).ShouldBe(("ann", "engineer", "service:notes"));
        caller.TokenId.Length.ShouldBe(32);
    }

    [Fact]
    public async Task the_record_names_the_person_the_service_and_the_token()
    {
        var headers = new Metadata { { "mlops-service-authorization", $"Bearer {Tokens.Own("notes")}" } };
        var token = sample.System.TokenOwnedBy("Ann", "bot", "engineer");

        await With(token).WriteNoteAsync(new Wire.WriteNoteRequest { Name = "acting", Text = "hello" }, headers);

        var audit = new AuditLog.AuditLogClient(sample.Service.ChannelAs("aud", "auditor"));
        using var stream = audit.ReadStream(new ReadStreamRequest { Stream = "note/acting" });
        var recorded = await stream.ResponseStream.ReadAllAsync().SingleAsync();
        (recorded.Actor, recorded.Via, recorded.Owner, recorded.TokenId.Length).ShouldBe(("bot", "service:notes", "Ann", 32));
        var published = await sample.System.ConsumeAsync<Wire.NoteWritten>(Publishes.Topic, e => e.Subject == "note/acting");
        (published.Actor, published.Via).ShouldBe(("bot", "service:notes"));
    }

    [Fact]
    public async Task a_service_that_works_for_a_person_is_named_beside_the_person()
    {
        var person = new Caller("bot", ["engineer"], "bikes", "c-1") { Owner = "ann", TokenId = "t-7", Workspaces = ["bikes", "trains"] };

        var caller = await With(Tokens.ActingFor(person, "notes")).WhoCallsAsync(new());

        (caller.Subject, caller.Roles.Single(), caller.Via, caller.Owner, caller.TokenId, caller.Workspace)
            .ShouldBe(("bot", "engineer", "service:notes", "ann", "t-7", "bikes"));
        var elsewhere = With(Tokens.ActingFor(person, "notes")).WhoCallsAsync(new(), new Metadata { { "mlops-workspace", "trains" } });
        (await SampleSystem.RefusalOf(elsewhere)).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task what_custom_roles_allow_and_the_elevation_go_with_an_inside_token_and_a_delegation()
    {
        var person = new Caller("ann", ["releaser"], "bikes", "c-1")
        {
            TokenId = "t-8", Permissions = ["registry.models.promote", "serving.*.read"], Elevation = "e-1",
        };
        var now = TimeProvider.System.GetUtcNow();
        var inside = sample.System.Issuer.Inside(TokenHolder.Of(person), now, now.AddMinutes(1));

        foreach (var token in (string[])[inside, Tokens.ActingFor(person, "notes")])
        {
            var caller = await With(token).WhoCallsAsync(new());
            caller.Permissions.ShouldBe(["registry.models.promote", "serving.*.read"]);
            (caller.Roles.Single(), caller.Elevation, caller.TokenId).ShouldBe(("releaser", "e-1", "t-8"));
        }

        // What was allowed a moment ago is another token, not the one that was signed for what is allowed now.
        var less = await With(Tokens.ActingFor(person with { Permissions = ["serving.*.read"], Elevation = null }, "notes")).WhoCallsAsync(new());
        (less.Permissions.Single(), less.Elevation).ShouldBe(("serving.*.read", ""));
    }

    [Fact]
    public async Task a_service_s_own_token_is_the_service_whatever_else_is_said()
    {
        var both = new Metadata { { "mlops-service-authorization", $"Bearer {sample.System.TokenOf("ann", "admin")}" } };
        (await SampleSystem.RefusalOf(With(Tokens.Own("notes")).WhoCallsAsync(new(), both))).StatusCode.ShouldBe(StatusCode.Unauthenticated);

        var caller = await With(Tokens.Own("notes")).WhoCallsAsync(new(), new Metadata { { "mlops-workspace", "bikes" } });
        (caller.Subject, caller.Roles.Single(), caller.Via, caller.Workspace).ShouldBe(("service:notes", "service", "", "bikes"));
    }

    [Fact]
    public async Task a_service_s_token_alone_in_its_own_header_is_nobody()
    {
        var notes = new Wire.Notes.NotesClient(sample.Service.Anonymous);
        var headers = new Metadata { { "mlops-service-authorization", $"Bearer {Tokens.Own("notes")}" } };

        (await SampleSystem.RefusalOf(notes.WhoCallsAsync(new(), headers))).StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task a_person_s_token_does_not_prove_that_a_service_calls()
    {
        var headers = new Metadata { { "mlops-service-authorization", $"Bearer {sample.System.TokenOf("eve", "engineer")}" } };

        (await SampleSystem.RefusalOf(sample.NotesAs("ann").WhoCallsAsync(new(), headers))).StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task a_service_whose_key_is_removed_is_nobody_within_seconds()
    {
        var key = SigningKey.Create();
        var keys = sample.Service.Services.GetRequiredService<ServiceKeys>();
        keys.Publish("stolen", key.Public);
        var tokens = new ServiceTokens(new ServiceIdentity("stolen"), key, TimeProvider.System);
        (await With(tokens.Own("notes")).WhoCallsAsync(new())).Subject.ShouldBe("service:stolen");

        File.Delete(Directory.GetFiles(sample.System.ServiceKeys, "stolen.*").Single());

        // Another token for each try: what was found valid is remembered for its minute.
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                await With(new ServiceTokens(new ServiceIdentity("stolen"), key, TimeProvider.System).Own("notes")).WhoCallsAsync(new());
                return false;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unauthenticated)
            {
                return true;
            }
        });
    }

    [Theory]
    [InlineData("bikes", "bikes")]
    [InlineData(null, "bikes")]
    public async Task the_workspace_is_the_one_that_is_named_or_the_token_s_only_one(string? named, string workspace)
    {
        var notes = new Wire.Notes.NotesClient(sample.Service.ChannelIn(["bikes"], "ann"));
        var headers = new Metadata();
        if (named is not null) headers.Add("mlops-workspace", named);

        (await notes.WhoCallsAsync(new(), headers)).Workspace.ShouldBe(workspace);
    }

    [Fact]
    public async Task mlflow_s_header_names_a_workspace_too()
    {
        var notes = new Wire.Notes.NotesClient(sample.Service.ChannelIn(["bikes", "trains"], "ann"));

        (await notes.WhoCallsAsync(new(), new Metadata { { "x-mlflow-workspace", "trains" } })).Workspace.ShouldBe("trains");
        (await SampleSystem.RefusalOf(notes.WhoCallsAsync(new()))).Status.Detail.ShouldBe("The workspace default was not found.");
    }

    [Theory]
    [InlineData("trains", "The workspace trains was not found.")]
    [InlineData("Not a name", "There is no workspace of this name.")]
    [InlineData("*", "There is no workspace of this name.")]
    public async Task a_workspace_that_is_not_the_token_s_is_not_found(string named, string message)
    {
        foreach (var workspaces in (string[][])[["bikes"], ["bikes", "boats"]])
        {
            var notes = new Wire.Notes.NotesClient(sample.Service.ChannelIn(workspaces, "ann", "admin"));

            var refusal = await SampleSystem.RefusalOf(notes.WhoCallsAsync(new(), new Metadata { { "mlops-workspace", named } }));

            (refusal.StatusCode, refusal.Status.Detail).ShouldBe((StatusCode.NotFound, message));
        }
    }

    [Fact]
    public async Task a_token_for_all_workspaces_holds_in_each()
    {
        var notes = new Wire.Notes.NotesClient(sample.Service.ChannelIn(["*"], "ann"));

        (await notes.WhoCallsAsync(new())).Workspace.ShouldBe("default");
        (await notes.WhoCallsAsync(new(), new Metadata { { "mlops-workspace", "bikes" } })).Workspace.ShouldBe("bikes");
        (await SampleSystem.RefusalOf(notes.WhoCallsAsync(new(), new Metadata { { "mlops-workspace", "No" } }))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    private Wire.Notes.NotesClient With(string token) => new(sample.Service.Channel(token));
}
