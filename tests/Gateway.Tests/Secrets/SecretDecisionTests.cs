using System.Security.Cryptography;
using System.Text;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Secrets;
using MlOps.Gateway.Secrets.MasterKeys;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MasterKeyRotated = MlOps.Gateway.Secrets.MasterKeys.MasterKeyRotated;
using Secret = MlOps.Gateway.Secrets.Secret;
using SecretCreated = MlOps.Gateway.Secrets.SecretCreated;
using SecretDeleted = MlOps.Gateway.Secrets.SecretDeleted;
using SecretUpdated = MlOps.Gateway.Secrets.SecretUpdated;
using SecretUsed = MlOps.Gateway.Secrets.SecretUsed;
using SecretVersionDisabled = MlOps.Gateway.Secrets.SecretVersionDisabled;

namespace MlOps.Gateway.Tests.Secrets;

public class SecretDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Caller Ann = new("ann", ["engineer"], "bikes", "c-1");

    [Fact]
    public void a_secret_belongs_to_the_caller_s_workspace_and_begins_with_version_1()
    {
        var created = Created(null);

        (created.Workspace, created.Name, created.Version, created.CreatedBy, created.CreatedAt).ShouldBe(("bikes", "key", 1, "ann", Now));
        Should.Throw<AlreadyExistsException>(() => Created(Secret.Create(created)));
    }

    [Fact]
    public void versions_count_on_after_the_secret_was_deleted()
    {
        var secret = Updated(Updated(Secret.Create(Created(null))));
        var deleted = DeleteSecret.Decide(secret, new DeleteSecretRequest { Name = "key", Reason = "over" }, "eve", Now)
            .ShouldHaveSingleItem().ShouldBeOfType<SecretDeleted>();
        var after = secret.Apply(deleted);

        (deleted.Version, after.Versions.Count, after.DeletedAt).ShouldBe((3, 0, Now));
        Should.Throw<NotFoundException>(() => DeleteSecret.Decide(after, new DeleteSecretRequest { Name = "key" }, "eve", Now).ToList());
        Should.Throw<NotFoundException>(() => UpdateSecret.Decide(after, new UpdateSecretRequest { Name = "key" }, "eve", Now).ToList());
        var again = after.Apply(Created(after));
        (again.LatestVersion, again.Versions.Single().Version, again.DeletedAt, again.Revision).ShouldBe((4, 4, null, 5));
    }

    [Fact]
    public void the_oldest_version_goes_when_there_are_more_than_the_limit()
    {
        var secret = Secret.Create(Created(null));
        for (var i = 1; i < Limits.SecretVersions; i++) secret = Updated(secret);
        secret.Versions.Count.ShouldBe(Limits.SecretVersions);

        var updated = UpdateSecret.Decide(secret, new UpdateSecretRequest { Name = "key" }, "ann", Now).ShouldHaveSingleItem().ShouldBeOfType<SecretUpdated>();

        updated.RemovedVersions.ShouldBe([1]);
        var after = secret.Apply(updated);
        (after.Versions.Count, after.Versions[0].Version, after.LatestVersion).ShouldBe((Limits.SecretVersions, 2, Limits.SecretVersions + 1));
    }

    [Fact]
    public void a_description_stays_unless_another_one_is_given()
    {
        var secret = Secret.Create(Created(null));

        Change(new UpdateSecretRequest { Name = "key" }).ShouldBeNull();
        Change(new UpdateSecretRequest { Name = "key", Description = "what it is" }).ShouldBeNull();
        Change(new UpdateSecretRequest { Name = "key", Description = "" }).ShouldBe("");
        secret.Apply(new SecretUpdated("bikes", "key", "", 2, "ann", Now, [])).Description.ShouldBe("");

        string? Change(UpdateSecretRequest request) =>
            UpdateSecret.Decide(secret, request, "ann", Now).ShouldHaveSingleItem().ShouldBeOfType<SecretUpdated>().Description;
    }

    [Fact]
    public void a_version_is_disabled_once_and_the_newest_one_that_is_not_is_used()
    {
        var secret = Updated(Secret.Create(Created(null)));
        var request = new DisableSecretVersionRequest { Name = "key", Version = 2, Reason = "a typo" };

        var disabled = DisableSecretVersion.Decide(secret, request, "eve", Now).ShouldHaveSingleItem().ShouldBeOfType<SecretVersionDisabled>();
        var after = secret.Apply(disabled);

        DisableSecretVersion.Decide(after, request, "eve", Now).ShouldBeEmpty();
        Should.Throw<NotFoundException>(() => DisableSecretVersion.Decide(after, new DisableSecretVersionRequest { Version = 3 }, "eve", Now).ToList());
        (UseSecret.VersionFor(secret, 0), UseSecret.VersionFor(after, 0), UseSecret.VersionFor(after, 1)).ShouldBe((2, 1, 1));
        Should.Throw<RuleBrokenException>(() => UseSecret.VersionFor(after, 2)).Rule.ShouldBe("secret-version-disabled");
        Should.Throw<NotFoundException>(() => UseSecret.VersionFor(after, 3));
        var none = after.Apply(new SecretVersionDisabled("bikes", "key", 1, "eve", Now, ""));
        Should.Throw<RuleBrokenException>(() => UseSecret.VersionFor(none, 0)).Rule.ShouldBe("secret-version-disabled");
    }

    [Fact]
    public void the_last_use_is_the_latest_whenever_it_is_written_down()
    {
        var uses = SecretUses.Create(new SecretUsed("bikes", "key", 2, "service:b", "ann", "new", 1, Now));

        var after = uses.Apply(new SecretUsed("bikes", "key", 1, "service:a", "", "old", 5, Now.AddSeconds(-1)));

        (after.Count, after.LastVersion, after.LastService, after.LastPerson, after.LastPurpose, after.LastAt)
            .ShouldBe((6, 2, "service:b", "ann", "new", Now));
        after.Apply(new SecretUsed("bikes", "key", 3, "service:c", "", "newest", 1, Now.AddSeconds(1))).LastService.ShouldBe("service:c");
    }

    [Fact]
    public void a_key_takes_another_one_s_place_and_may_come_back_when_it_is_retired()
    {
        var rotated = RotateMasterKey.Decide(null, "two", "one", Now).ShouldHaveSingleItem().ShouldBeOfType<MasterKeyRotated>();
        (rotated.KeyId, rotated.Replaces).ShouldBe(("two", "one"));
        var key = MasterKeyRecord.Create(rotated);

        Should.Throw<RuleBrokenException>(() => RotateMasterKey.Decide(key, "two", "two", Now).ToList()).Rule.ShouldBe("master-key-unchanged");
        Should.Throw<RuleBrokenException>(() => RotateMasterKey.Decide(key, "two", "three", Now).ToList()).Rule.ShouldBe("master-key-retiring");
        var retired = key.Apply(new Gateway.Secrets.MasterKeys.MasterKeyRetired("two", Now));
        var again = RotateMasterKey.Decide(retired, "two", "three", Now).ShouldHaveSingleItem().ShouldBeOfType<MasterKeyRotated>();
        (retired.Apply(again).RetiredAt, retired.Apply(again).Revision).ShouldBe((null, 3));
    }

    [Fact]
    public void what_is_sealed_opens_with_its_key_in_its_context_only()
    {
        var (key, other) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        var (value, context) = ("s3cr3t"u8.ToArray(), new EnvelopeId("bikes", "key", 1).ValueContext);

        var seal = AesSeal.Seal(key, value, context);

        AesSeal.Open(key, seal, context).ShouldBe(value);
        AesSeal.Seal(key, value, context).ShouldNotBe(seal);
        Should.Throw<CryptographicException>(() => AesSeal.Open(other, seal, context));
        foreach (var id in (EnvelopeId[])[new("bikes", "key", 2), new("bikes", "kex", 1), new("boats", "key", 1)])
            Should.Throw<CryptographicException>(() => AesSeal.Open(key, seal, id.ValueContext));
        for (var i = 0; i < seal.Length; i++)
        {
            var changed = seal.ToArray();
            changed[i] ^= 1;
            Should.Throw<CryptographicException>(() => AesSeal.Open(key, changed, context));
        }

        for (var length = 0; length < seal.Length; length++) Should.Throw<CryptographicException>(() => AesSeal.Open(key, seal.AsSpan(0, length).ToArray(), context));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64 at all")]
    [InlineData("c2hvcnQ=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void what_is_no_key_is_refused_without_quoting_it(string text)
    {
        var refused = Should.Throw<InvalidDataException>(() => LocalMasterKey.Parse(text, "MLOPS_MASTER_KEY"));

        refused.Message.ShouldContain("MLOPS_MASTER_KEY");
        if (text.Length > 0) refused.Message.ShouldNotContain(text);
    }

    [Fact]
    public void a_key_s_name_follows_from_the_key()
    {
        var key = LocalMasterKey.Create();

        LocalMasterKey.Parse($" {key.ToText()}\n", "a file").Id.ShouldBe(key.Id);
        (key.Id.Length, LocalMasterKey.Create().Id == key.Id).ShouldBe((32, false));
        key.Unwrap(key.Wrap("data key"u8, "here"u8), "here"u8).ShouldBe(Encoding.UTF8.GetBytes("data key"));
        Should.Throw<CryptographicException>(() => key.Unwrap(key.Wrap("data key"u8, "here"u8), "there"u8));
    }

    private static SecretCreated Created(Secret? secret) =>
        CreateSecret.Decide(secret, new CreateSecretRequest { Name = "key", Description = "what it is" }, Ann, Now)
            .ShouldHaveSingleItem().ShouldBeOfType<SecretCreated>();

    private static Secret Updated(Secret secret) => secret.Apply(
        UpdateSecret.Decide(secret, new UpdateSecretRequest { Name = secret.Name }, "ann", Now).ShouldHaveSingleItem().ShouldBeOfType<SecretUpdated>());
}
