using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;

namespace MlOps.Gateway.Tests.Secrets;

public sealed class SecretTests(SecretsSystem system) : IClassFixture<SecretsSystem>
{
    [Fact]
    public async Task a_secret_is_stored_described_and_given_to_a_service_alone()
    {
        var secret = await system.Engineer.CreateSecretAsync(
            new CreateSecretRequest { Name = "warehouse", Value = ByteString.CopyFromUtf8("s3cr3t"), Description = "its reader" });

        (secret.Name, secret.Description, secret.Creator, secret.Revision).ShouldBe(("warehouse", "its reader", "some-engineer", 1));
        var version = secret.Versions.ShouldHaveSingleItem();
        (version.Version, version.State, version.Creator).ShouldBe((1, SecretVersionState.Enabled, "some-engineer"));
        secret.LastUse.ShouldBeNull();

        (await system.UseAsync("warehouse")).ShouldBe("s3cr3t");

        var use = (await system.Engineer.GetSecretAsync(new GetSecretRequest { Name = "warehouse" })).LastUse;
        (use.Version, use.Service, use.Person, use.Purpose, use.Count).ShouldBe((1, "service:pipelines", "", "a test", 1));
        var created = await system.System.ConsumeAsync<SecretCreated>(Topics.Gateway, e => e.Data.Name == "warehouse");
        (created.Subject, created.Actor, created.Data.Workspace).ShouldBe(("secret/default/warehouse", "some-engineer", "default"));
    }

    [Fact]
    public async Task a_new_version_is_used_unless_an_older_one_is_asked_for_and_a_disabled_one_never()
    {
        await system.CreateAsync("versions", "one");
        var updated = await system.Engineer.UpdateSecretAsync(
            new UpdateSecretRequest { Name = "versions", Value = ByteString.CopyFromUtf8("two"), ExpectedVersion = 1, Description = "" });
        updated.Versions.Select(version => version.Version).ShouldBe([1, 2]);

        (await system.UseAsync("versions"), await system.UseAsync("versions", 1)).ShouldBe(("two", "one"));
        await Refused.WithAsync(StatusCode.NotFound, () => system.UseAsync("versions", 3));

        var disabled = await system.Engineer.DisableSecretVersionAsync(new DisableSecretVersionRequest { Name = "versions", Version = 2, Reason = "a typo" });
        var version = disabled.Versions[1];
        (version.State, version.Disabler, version.DisableReason).ShouldBe((SecretVersionState.Disabled, "some-engineer", "a typo"));
        (await system.UseAsync("versions")).ShouldBe("one");
        (await Refused.WithAsync(StatusCode.FailedPrecondition, () => system.UseAsync("versions", 2))).Rule().Type.ShouldBe("secret-version-disabled");

        await system.Engineer.DisableSecretVersionAsync(new DisableSecretVersionRequest { Name = "versions", Version = 1, Reason = "old" });
        (await Refused.WithAsync(StatusCode.FailedPrecondition, () => system.UseAsync("versions"))).Rule().Type.ShouldBe("secret-version-disabled");
        await Refused.WithAsync(StatusCode.Aborted, () => system.Engineer.UpdateSecretAsync(
            new UpdateSecretRequest { Name = "versions", Value = ByteString.CopyFromUtf8("x"), ExpectedVersion = 1 }).ResponseAsync);
        await Refused.WithAsync(StatusCode.AlreadyExists, () => system.CreateAsync("versions", "x"));
    }

    [Fact]
    public async Task a_deleted_secret_is_gone_its_record_stays_and_its_name_is_free()
    {
        await system.CreateAsync("gone", "one");
        await system.Engineer.UpdateSecretAsync(new UpdateSecretRequest { Name = "gone", Value = ByteString.CopyFromUtf8("two") });

        var deleted = await system.Engineer.DeleteSecretAsync(new DeleteSecretRequest { Name = "gone", Reason = "no longer needed" });

        (deleted.DeleteTime is null, deleted.Versions.Count).ShouldBe((false, 0));
        foreach (var version in (long[])[0, 1, 2]) await Refused.WithAsync(StatusCode.NotFound, () => system.UseAsync("gone", version));
        await Refused.WithAsync(StatusCode.NotFound, () => system.Engineer.GetSecretAsync(new GetSecretRequest { Name = "gone" }).ResponseAsync);
        await Refused.WithAsync(StatusCode.NotFound, () => system.Engineer.DeleteSecretAsync(new DeleteSecretRequest { Name = "gone", Reason = "again" }).ResponseAsync);
        (await system.Engineer.ListSecretsAsync(new ListSecretsRequest { NamePrefix = "gone" })).Secrets.ShouldBeEmpty();
        (await SecretRows.CountAsync(system.Gateway, "gone")).ShouldBe(0);
        (await system.System.ConsumeAsync<SecretDeleted>(Topics.Gateway, e => e.Data.Name == "gone")).Reason.ShouldBe("no longer needed");

        (await system.CreateAsync("gone", "three")).Versions.ShouldHaveSingleItem().Version.ShouldBe(3);
        (await system.UseAsync("gone")).ShouldBe("three");
        await Refused.WithAsync(StatusCode.NotFound, () => system.UseAsync("gone", 1));
    }

    [Fact]
    public async Task a_name_is_another_secret_in_another_workspace()
    {
        var bikes = SecretsSystem.As(system.Gateway, "engineer", "bikes");
        await system.CreateAsync("shared-name", "of default");
        await Refused.WithAsync(StatusCode.NotFound, () => bikes.GetSecretAsync(new GetSecretRequest { Name = "shared-name" }).ResponseAsync);

        await bikes.CreateSecretAsync(new CreateSecretRequest { Name = "shared-name", Value = ByteString.CopyFromUtf8("of bikes"), RequestId = "r" });
        await bikes.CreateSecretAsync(new CreateSecretRequest { Name = "only-bikes", Value = ByteString.CopyFromUtf8("of bikes") });

        (await system.UseAsync("shared-name")).ShouldBe("of default");
        var inBikes = new Metadata { { "mlops-workspace", "bikes" } };
        var used = await system.ForItself.UseSecretAsync(new UseSecretRequest { Name = "shared-name", Purpose = "a test" }, inBikes);
        used.Value.ToStringUtf8().ShouldBe("of bikes");
        (await bikes.ListSecretsAsync(new ListSecretsRequest())).Secrets.Select(secret => secret.Name).ShouldBe(["only-bikes", "shared-name"]);
        await Refused.WithAsync(StatusCode.NotFound, () => system.UseAsync("only-bikes"));
        await bikes.DeleteSecretAsync(new DeleteSecretRequest { Name = "shared-name", Reason = "only here" });
        (await system.UseAsync("shared-name")).ShouldBe("of default");
    }

    [Fact]
    public async Task a_retry_gets_the_first_answer_and_another_value_is_another_request_although_no_value_is_kept_to_compare()
    {
        var request = new CreateSecretRequest { Name = "retried", Value = ByteString.CopyFromUtf8("one"), RequestId = "create-1" };
        var first = await system.Engineer.CreateSecretAsync(request);
        await system.Engineer.UpdateSecretAsync(new UpdateSecretRequest { Name = "retried", Value = ByteString.CopyFromUtf8("two") });

        (await system.Engineer.CreateSecretAsync(request)).ShouldBe(first);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Engineer.CreateSecretAsync(
            new CreateSecretRequest(request) { Value = ByteString.CopyFromUtf8("other") }).ResponseAsync)).Fields().ShouldBe(["request_id"]);
        (await system.UseAsync("retried")).ShouldBe("two");

        await system.Engineer.DeleteSecretAsync(new DeleteSecretRequest { Name = "retried", Reason = "over" });
        (await system.Engineer.CreateSecretAsync(request)).ShouldBe(first);
    }

    [Fact]
    public async Task lists_go_on_from_page_to_page_with_the_last_use_of_each()
    {
        foreach (var name in (string[])["paged-c", "paged-a", "paged-b"]) await system.CreateAsync(name, name);
        await system.UseAsync("paged-b");

        var listed = await Pages.ReadAsync<Secret>(2, async (size, token) =>
        {
            var page = await system.Engineer.ListSecretsAsync(new ListSecretsRequest { NamePrefix = "paged-", PageSize = size, PageToken = token });
            return (page.Secrets, page.NextPageToken);
        });

        listed.Select(secret => (secret.Name, secret.LastUse?.Count ?? 0)).ShouldBe([("paged-a", 0), ("paged-b", 1), ("paged-c", 0)]);
        (await system.Engineer.ListSecretsAsync(new ListSecretsRequest { NamePrefix = "paged-", Descending = true })).Secrets[0].Name.ShouldBe("paged-c");
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Engineer.ListSecretsAsync(new ListSecretsRequest { PageToken = "garbage" }).ResponseAsync))
            .Fields().ShouldBe(["page_token"]);
    }

    [Fact]
    public async Task bad_requests_name_every_fault()
    {
        (await FaultsOf(system.Engineer.CreateSecretAsync(new CreateSecretRequest { Name = "No Name" }))).ShouldBe(["name", "value"]);
        (await FaultsOf(system.Engineer.UpdateSecretAsync(new UpdateSecretRequest()))).ShouldBe(["name", "value"]);
        (await FaultsOf(system.Engineer.DisableSecretVersionAsync(new DisableSecretVersionRequest()))).ShouldBe(["name", "reason", "version"]);
        (await FaultsOf(system.Engineer.DeleteSecretAsync(new DeleteSecretRequest()))).ShouldBe(["name", "reason"]);
        (await FaultsOf(system.ForItself.UseSecretAsync(new UseSecretRequest { Version = -1 }))).ShouldBe(["name", "version", "purpose"]);
        foreach (var call in (Func<Task>[])
        [
            () => system.Engineer.UpdateSecretAsync(new UpdateSecretRequest { Name = "not-there", Value = ByteString.CopyFromUtf8("x") }).ResponseAsync,
            () => system.Engineer.DisableSecretVersionAsync(new DisableSecretVersionRequest { Name = "not-there", Version = 1, Reason = "r" }).ResponseAsync,
            () => system.UseAsync("not-there"),
        ]) await Refused.WithAsync(StatusCode.NotFound, call);

        static async Task<IEnumerable<string>> FaultsOf<T>(AsyncUnaryCall<T> call) =>
            (await Refused.WithAsync(StatusCode.InvalidArgument, () => call.ResponseAsync)).Fields();
    }

    [Fact]
    public async Task a_value_that_was_moved_or_changed_is_not_given()
    {
        await system.CreateAsync("moved-from", "the director's");
        await system.CreateAsync("moved-to", "the intern's");
        await system.CreateAsync("changed", "whole");
        await system.ExecuteAsync(
            """
            update secret_envelopes t set wrapped_key = f.wrapped_key, ciphertext = f.ciphertext
            from secret_envelopes f where t.name = 'moved-to' and f.name = 'moved-from';
            update secret_envelopes set ciphertext = set_byte(ciphertext, length(ciphertext) - 1, get_byte(ciphertext, length(ciphertext) - 1) # 1)
            where name = 'changed';
            """);

        foreach (var name in (string[])["moved-to", "changed"]) await Refused.WithAsync(StatusCode.DataLoss, () => system.UseAsync(name));
        (await system.UseAsync("moved-from")).ShouldBe("the director's");
    }
}
