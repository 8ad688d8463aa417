using Grpc.Core;
using MlOps.ServiceHost;

namespace MlOps.Gateway.Tests.Identity;

/// <summary>Tokens of a real OpenID provider beside the gateway's own.</summary>
public sealed class ExternalProviderTests : IAsyncLifetime
{
    private readonly IdentitySystem system = new();
    private ForeignProvider? provider;
    private TestService gateway = null!;

    public async Task InitializeAsync()
    {
        ForeignProvider.Clients["ada"] = ("mlops", [("groups", "ml-engineers"), ("groups", "dogs"), ("groups", "viewer"), ("teams", "bike-team")]);
        ForeignProvider.Clients["bob"] = ("mlops", [("groups", "ml-engineers")]);
        ForeignProvider.Clients["eve"] = ("another-system", [("groups", "ml-engineers")]);
        ForeignProvider.Clients["service:registry"] = ("mlops", [("groups", "admin")]);
        await system.InitializeAsync();
        gateway = await system.Gateway.StartSecondNodeAsync(new Dictionary<string, string?>
        {
            ["Identity:External:Authority"] = ForeignProvider.Address,
            ["Identity:External:AllowPrivateAddresses"] = "true",
            ["Identity:External:Audience"] = "mlops",
            ["Identity:External:RoleClaim"] = "groups",
            ["Identity:External:Roles:ml-engineers"] = "engineer",
            ["Identity:External:WorkspaceClaim"] = "teams",
            ["Identity:External:Workspaces:bike-team"] = "bikes",
        });
        provider = await ForeignProvider.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (provider is not null) await provider.DisposeAsync();
        await gateway.DisposeAsync();
        await system.DisposeAsync();
    }

    [Fact]
    public async Task a_person_has_the_roles_and_workspaces_that_the_provider_s_are_mapped_to()
    {
        var ada = await IdentitySystem.Through(gateway, await provider!.TokenAsync("ada")).GetDatasetAsync(new());
        (ada.Name, ada.Description, ada.Tags["workspace"]).ShouldBe(("ada", "engineer viewer", "bikes"));

        var bob = await IdentitySystem.Through(gateway, await provider.TokenAsync("bob")).GetDatasetAsync(new());
        (bob.Name, bob.Description, bob.Tags["workspace"]).ShouldBe(("bob", "engineer", "default"));

        (await IdentitySystem.Through(gateway, system.AdminToken).GetDatasetAsync(new())).Name.ShouldBe("admin");
    }

    [Fact]
    public async Task tokens_for_another_system_of_a_service_s_name_or_changed_are_refused_and_any_where_no_provider_is_set()
    {
        var ada = await provider!.TokenAsync("ada");
        var wrong = new[]
        {
            (gateway, await provider.TokenAsync("eve")), (gateway, await provider.TokenAsync("service:registry")),
            (gateway, ada[..^6] + "AAAAAA"), (system.Gateway, ada),
        };
        foreach (var (at, token) in wrong)
        {
            (await Should.ThrowAsync<RpcException>(() => IdentitySystem.Through(at, token).GetDatasetAsync(new()).ResponseAsync))
                .StatusCode.ShouldBe(StatusCode.Unauthenticated);
        }
    }

    [Fact]
    public async Task a_provider_that_is_away_makes_its_own_tokens_unavailable_and_no_others()
    {
        var ada = await provider!.TokenAsync("ada");
        await provider.DisposeAsync();
        provider = null;

        (await Should.ThrowAsync<RpcException>(() => IdentitySystem.Through(gateway, ada).GetDatasetAsync(new()).ResponseAsync))
            .StatusCode.ShouldBe(StatusCode.Unavailable);
        (await IdentitySystem.Through(gateway, system.AdminToken).GetDatasetAsync(new())).Name.ShouldBe("admin");
    }
}
