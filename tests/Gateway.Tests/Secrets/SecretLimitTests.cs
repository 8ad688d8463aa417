using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using SecretsApi = MlOps.Contracts.Identity.V1.Secrets;

namespace MlOps.Gateway.Tests.Secrets;

/// <summary>The largest legal request of each RPC goes through, and the next larger one is refused by its limit.</summary>
public sealed class SecretLimitTests(SecretsSystem system, ITestOutputHelper output) : IClassFixture<SecretsSystem>
{
    private static readonly string Name = new('n', 128);
    private static readonly string LongReason = new('語', Limits.ReasonLength);
    private static readonly string RequestId = new('r', 128);
    private static readonly string Description = new('語', Limits.DescriptionLength);
    private static readonly ByteString Value = ByteString.CopyFrom(Enumerable.Range(0, Limits.SecretBytes).Select(i => (byte)i).ToArray());

    [Fact]
    public async Task the_largest_requests_are_granted_published_and_listed_and_larger_ones_refused()
    {
        // Of one caller who may do all of it: nobody in real life is a service and an admin.
        var all = system.Gateway.ChannelIn(["*"], new string('a', 128), "admin", "service").CreateCallInvoker();
        var secrets = new SecretsApi.SecretsClient(all);
        await new LargestRequests(SecretsApi.Descriptor, all)
            .Add<CreateSecretRequest, Secret>(
                "CreateSecret",
                () => Task.FromResult(new CreateSecretRequest { Name = Name, Value = Value, Description = Description, Reason = LongReason, RequestId = RequestId }),
                async (_, _) =>
                {
                    var created = await system.System.ConsumeAsync<SecretCreated>(Topics.Gateway, e => e.Data.Name == Name);
                    (created.Data.Description.Length, created.Reason.Length).ShouldBe((Limits.DescriptionLength, Limits.ReasonLength));
                },
                ("name", request => request.Name += "n"),
                ("value", request => request.Value = Value.Concat(ByteString.CopyFrom(0))),
                ("description", request => request.Description += "語"),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<UpdateSecretRequest, Secret>(
                "UpdateSecret",
                async () =>
                {
                    for (var i = 0; i < Limits.SecretVersions; i++) await secrets.UpdateSecretAsync(new UpdateSecretRequest { Name = Name, Value = Value });
                    return new UpdateSecretRequest { Name = Name, Value = Value, Description = Description, Reason = LongReason, RequestId = RequestId };
                },
                async (_, secret) =>
                {
                    secret.Versions.Count.ShouldBe(Limits.SecretVersions);
                    (await SecretRows.CountAsync(system.Gateway, Name)).ShouldBe(Limits.SecretVersions);
                    await system.System.ConsumeAsync<SecretUpdated>(Topics.Gateway, e => e.Data.RemovedVersions.Contains(1));
                },
                ("name", request => request.Name += "n"),
                ("value", request => request.Value = Value.Concat(ByteString.CopyFrom(0))),
                ("description", request => request.Description += "語"),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<DisableSecretVersionRequest, Secret>(
                "DisableSecretVersion",
                async () =>
                {
                    var secret = await secrets.GetSecretAsync(new GetSecretRequest { Name = Name });
                    foreach (var version in secret.Versions.SkipLast(1))
                    {
                        await secrets.DisableSecretVersionAsync(
                            new DisableSecretVersionRequest { Name = Name, Version = version.Version, Reason = LongReason });
                    }

                    return new DisableSecretVersionRequest { Name = Name, Version = secret.Versions[^1].Version, Reason = LongReason, RequestId = RequestId };
                },
                async (request, _) =>
                {
                    await system.System.ConsumeAsync<SecretVersionDisabled>(Topics.Gateway, e => e.Data.Version == request.Version);
                    await secrets.UpdateSecretAsync(new UpdateSecretRequest { Name = Name, Value = Value });
                },
                ("name", request => request.Name += "n"),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<UseSecretRequest, UseSecretResponse>(
                "UseSecret",
                () => Task.FromResult(new UseSecretRequest { Name = Name, Purpose = new string('語', Limits.PurposeLength) }),
                async (_, used) =>
                {
                    used.Value.ShouldBe(Value);
                    await system.System.ConsumeAsync<SecretUsed>(Topics.Gateway, e => e.Data.Name == Name && e.Data.Purpose.Length == Limits.PurposeLength);
                },
                ("name", request => request.Name += "n"),
                ("purpose", request => request.Purpose += "語"))
            .Add<GetSecretRequest, Secret>(
                "GetSecret",
                () => Task.FromResult(new GetSecretRequest { Name = Name }),
                (_, secret) =>
                {
                    (secret.Versions.Count, secret.LastUse.Purpose.Length).ShouldBe((Limits.SecretVersions, Limits.PurposeLength));
                    return Task.CompletedTask;
                },
                ("name", request => request.Name += "n"))
            .Add<ListSecretsRequest, ListSecretsResponse>(
                "ListSecrets",
                () => Task.FromResult(new ListSecretsRequest { NamePrefix = Name, PageSize = int.MaxValue, Descending = true }),
                (_, listed) =>
                {
                    listed.Secrets.ShouldHaveSingleItem().Name.ShouldBe(Name);
                    return Task.CompletedTask;
                },
                ("name_prefix", request => request.NamePrefix += "n"))
            .Add<DeleteSecretRequest, Secret>(
                "DeleteSecret",
                () => Task.FromResult(new DeleteSecretRequest { Name = Name, Reason = LongReason, RequestId = RequestId }),
                async (_, _) => await system.System.ConsumeAsync<SecretDeleted>(Topics.Gateway, e => e.Data.Name == Name),
                ("name", request => request.Name += "n"),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<RotateMasterKeyRequest, MasterKey>(
                "RotateMasterKey",
                () => Task.FromResult(new RotateMasterKeyRequest { Reason = LongReason, RequestId = RequestId }),
                async (_, key) => await system.System.ConsumeAsync<MasterKeyRotated>(Topics.Gateway, e => e.Data.KeyId == key.KeyId),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<ListMasterKeysRequest, ListMasterKeysResponse>(
                "ListMasterKeys",
                () => Task.FromResult(new ListMasterKeysRequest { PageSize = int.MaxValue }),
                (_, listed) =>
                {
                    listed.Keys.Count.ShouldBeGreaterThanOrEqualTo(2);
                    return Task.CompletedTask;
                },
                ("page_token", request => request.PageToken = new string('t', 5000)))
            .SendAllAsync(output.WriteLine);
    }

    [Fact]
    public async Task a_workspace_has_as_many_secrets_as_the_limit_and_not_one_more()
    {
        await system.ExecuteAsync(
            $"""
            insert into secret_envelopes (workspace, name, version, key_id, wrapped_key, ciphertext)
            select 'full', 'n-' || n, 1, (select key_id from master_keys order by ordinal desc limit 1), '\x00', '\x00'
            from generate_series(1, {Limits.Secrets - 1}) n
            """);
        var full = SecretsSystem.As(system.Gateway, "engineer", "full");
        var last = new CreateSecretRequest { Name = "last", Value = Value, RequestId = "last" };
        var created = await full.CreateSecretAsync(last);

        await Refused.WithAsync(StatusCode.ResourceExhausted, () => full.CreateSecretAsync(new CreateSecretRequest { Name = "more", Value = Value }).ResponseAsync);

        (await full.CreateSecretAsync(last)).ShouldBe(created);
        await full.DeleteSecretAsync(new DeleteSecretRequest { Name = "last", Reason = "room" });
        await full.CreateSecretAsync(new CreateSecretRequest { Name = "more", Value = Value });
        await system.CreateAsync("elsewhere", "x");
    }

    [Fact]
    public async Task no_value_in_any_field_of_any_request_is_blamed_on_the_service()
    {
        await system.CreateAsync("sample", "s3cr3t");
        var all = system.Gateway.ChannelIn(["*"], "mallory", "admin", "service").CreateCallInvoker();
        var sent = await new HostileRequests(all).SendAllAsync(SecretsApi.Descriptor);
        output.WriteLine($"{sent} hostile requests");
        sent.ShouldBeGreaterThan(200);
    }
}
