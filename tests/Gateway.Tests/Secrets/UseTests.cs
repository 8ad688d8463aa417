using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Access.V1;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Secrets;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceHost;
using SigningKey = MlOps.ServiceDefaults.Identity.SigningKey;
using SecretUsed = MlOps.Contracts.Identity.V1.SecretUsed;

namespace MlOps.Gateway.Tests.Secrets;

/// <summary>Who is given a value, and what is recorded of it.</summary>
public sealed class UseTests(SecretsSystem system) : IClassFixture<SecretsSystem>
{
    [Fact]
    public async Task a_service_uses_a_secret_for_a_person_who_is_named_and_has_no_such_permission()
    {
        await system.CreateAsync("for-ann", "s3cr3t");
        var inside = system.System.TokenOf("ann", "viewer");
        var delegation = system.Tokens.ActingFor(
            new Caller("bob", ["engineer"], "default", "c-1") { TokenId = "t-7", Workspaces = ["default"] }, "gateway");

        (await UseAsync(system.With(inside, alsoService: true), "for-ann")).ShouldBe("s3cr3t");
        (await UseAsync(system.With(delegation), "for-ann")).ShouldBe("s3cr3t");

        foreach (var person in (string[])["ann", "bob"])
        {
            var used = await system.System.ConsumeAsync<SecretUsed>(Topics.Gateway, e => e.Data.Name == "for-ann" && e.Data.Person == person);
            (used.Actor, used.Via, used.Data.Service, used.Data.Version, used.Data.Purpose, used.Data.Count)
                .ShouldBe((person, "service:pipelines", "service:pipelines", 1, "a test", 1));
            used.Subject.ShouldBe("secret-uses/default/for-ann");
        }
    }

    [Fact]
    public async Task nobody_outside_is_given_a_value_and_who_tries_is_recorded()
    {
        await system.CreateAsync("kept", "s3cr3t");
        foreach (var role in (string[])["viewer", "engineer", "approver", "auditor", "application", "admin"])
        {
            await Refused.WithAsync(StatusCode.PermissionDenied, () => UseAsync(SecretsSystem.As(system.Gateway, role), "kept"));
            // A token of a service beside that of a caller outside says nothing.
            await Refused.WithAsync(
                StatusCode.PermissionDenied, () => UseAsync(system.With(system.System.OutsideTokenOf($"some-{role}", role), alsoService: true), "kept"));
        }

        var denied = await system.System.ConsumeAsync<AccessDenied>(Topics.Gateway, e => e.Data.Permission == "identity.secrets.use");
        denied.Data.Method.ShouldBe("mlops.identity.v1.Secrets/UseSecret");
    }

    [Fact]
    public async Task what_is_of_use_within_the_system_only_is_so_at_the_gateway_of_services_alone()
    {
        await system.CreateAsync("inside", "s3cr3t");
        var person = system.System.TokenOf("ann", "admin");
        var ofAnother = new ServiceTokens(new ServiceIdentity(SecretsSystem.Service), SigningKey.Create(), TimeProvider.System);
        foreach (var client in (Contracts.Identity.V1.Secrets.SecretsClient[])
        [
            system.With(person), system.With(system.System.TokenOf("ann", "service")), system.With(system.Tokens.Own("catalog")),
            system.With(ofAnother.Own("gateway")), new(system.Gateway.Anonymous),
        ]) await Refused.WithAsync(StatusCode.Unauthenticated, () => UseAsync(client, "inside"));

        // Nothing else at the gateway is open to them.
        foreach (var client in (Contracts.Identity.V1.Secrets.SecretsClient[])[system.ForItself, system.With(person, alsoService: true)])
            await Refused.WithAsync(StatusCode.Unauthenticated, () => client.ListSecretsAsync(new ListSecretsRequest()).ResponseAsync);
    }

    [Fact]
    public async Task the_first_use_is_recorded_at_once_and_equal_ones_of_a_minute_by_their_number()
    {
        await system.CreateAsync("counted", "s3cr3t");
        for (var i = 0; i < 5; i++) await system.UseAsync("counted");
        await system.UseAsync("counted", purpose: "another");
        (await UsesOfAsync("counted")).ShouldBe([("a test", 1), ("another", 1)]);

        await system.Uses.SweepAsync(all: false, CancellationToken.None);
        (await UsesOfAsync("counted")).Count.ShouldBe(2);
        system.Time.Advance(UseRecorder.Window);
        await system.Uses.SweepAsync(all: false, CancellationToken.None);

        (await UsesOfAsync("counted")).ShouldBe([("a test", 1), ("another", 1), ("a test", 4)]);
        var uses = await system.Engineer.GetSecretAsync(new GetSecretRequest { Name = "counted" });
        (uses.LastUse.Count, uses.Revision).ShouldBe((6, 1));
        system.Time.Advance(UseRecorder.Window);
        await system.UseAsync("counted");
        (await UsesOfAsync("counted"))[^1].ShouldBe(("a test", 1));
    }

    [Fact]
    public async Task what_was_counted_is_recorded_when_the_gateway_stops()
    {
        await system.CreateAsync("stopped", "s3cr3t");
        for (var i = 0; i < 3; i++) await system.UseAsync("stopped");

        await system.Gateway.RestartAsync();

        (await UsesOfAsync("stopped")).ShouldBe([("a test", 1), ("a test", 2)]);
    }

    [Fact]
    public async Task a_use_that_cannot_be_recorded_is_not_given()
    {
        await system.CreateAsync("unrecorded", "s3cr3t");
        await system.ExecuteAsync(
            """
            create function refuse() returns trigger language plpgsql as $$ begin raise exception using errcode = '57P03'; end $$;
            create trigger refuse before insert on mt_events for each row when (new.type = 'secret_used') execute function refuse();
            """);
        try
        {
            await Refused.WithAsync(StatusCode.Unavailable, () => system.UseAsync("unrecorded"));
            await Refused.WithAsync(StatusCode.Unavailable, () => system.UseAsync("unrecorded"));
        }
        finally
        {
            await system.ExecuteAsync("drop trigger refuse on mt_events; drop function refuse()");
        }

        (await system.UseAsync("unrecorded")).ShouldBe("s3cr3t");
        (await UsesOfAsync("unrecorded")).ShouldBe([("a test", 1)]);
    }

    private static async Task<string> UseAsync(Contracts.Identity.V1.Secrets.SecretsClient client, string name) =>
        (await client.UseSecretAsync(new UseSecretRequest { Name = name, Purpose = "a test" })).Value.ToStringUtf8();

    private async Task<IReadOnlyList<(string Purpose, long Count)>> UsesOfAsync(string name)
    {
        var audit = new Contracts.Audit.V1.AuditLog.AuditLogClient(system.Gateway.ChannelAs("aud", "auditor"));
        using var stream = audit.ReadStream(new Contracts.Audit.V1.ReadStreamRequest { Stream = $"secret-uses/default/{name}" });
        var uses = new List<(string, long)>();
        await foreach (var recorded in stream.ResponseStream.ReadAllAsync())
        {
            using var json = System.Text.Json.JsonDocument.Parse(recorded.Json);
            uses.Add((json.RootElement.GetProperty("Purpose").GetString()!, json.RootElement.GetProperty("Count").GetInt64()));
        }

        return uses;
    }
}
