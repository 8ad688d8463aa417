using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using SecretsApi = MlOps.Contracts.Identity.V1.Secrets;

namespace MlOps.Gateway.Tests.Secrets;

/// <summary>Every mutation of secrets by many callers at once, repeated, and of an expected version.</summary>
public sealed class SecretConcurrencyTests(SecretsSystem system, ITestOutputHelper output) : IClassFixture<SecretsSystem>
{
    private static readonly IReadOnlyDictionary<string, Func<string, int, IMessage>> Samples = new Dictionary<string, Func<string, int, IMessage>>
    {
        ["CreateSecret"] = (name, n) => new CreateSecretRequest { Name = $"{name}-{n}", Value = ValueOf(n) },
        ["UpdateSecret"] = (name, n) => new UpdateSecretRequest { Name = name, Value = ValueOf(n) },
        ["DisableSecretVersion"] = (name, n) => new DisableSecretVersionRequest { Name = name, Version = 1, Reason = $"reason {n}" },
        ["DeleteSecret"] = (name, n) => new DeleteSecretRequest { Name = name, Reason = $"reason {n}" },
        ["RotateMasterKey"] = (_, n) => new RotateMasterKeyRequest { Reason = $"reason {n}" },
    };

    // What makes something new has no version but 0.
    private static readonly string[] New = ["CreateSecret", "RotateMasterKey"];

    public static TheoryData<string> Mutations => [.. SecretsApi.Descriptor.Mutations().Select(method => method.Name)];

    private CallInvoker Admin => system.Gateway.ChannelIn(["*"], "root", "admin").CreateCallInvoker();

    [Fact]
    public void every_mutation_has_a_sample() =>
        SecretsApi.Descriptor.Mutations().Select(method => method.Name).ShouldBe(Samples.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task each_of_many_callers_succeeds_or_is_told_to_try_again(string mutation)
    {
        var rpc = SecretsApi.Descriptor.Rpc(mutation);
        var name = await NewAsync();

        var outcomes = await new ParallelCallers(Admin).CallAsync(rpc, i => Samples[mutation](name, i), StatusCode.NotFound);

        output.WriteLine(ParallelCallers.Summary(rpc, outcomes));
        if (mutation == "DeleteSecret") outcomes.Count(outcome => outcome.Code == StatusCode.OK).ShouldBe(1);
        if (mutation == "UpdateSecret") await ShouldHoldTogetherAsync(name, outcomes.Count(outcome => outcome.Code == StatusCode.OK));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_repeated_request_gets_the_first_answer_whatever_has_happened_since(string mutation)
    {
        var name = await NewAsync();
        await new RepeatedRequests(system.Gateway, Admin).TwiceAsync(
            SecretsApi.Descriptor.Rpc(mutation), Samples[mutation](name, 1),
            // Rotations are recorded in the background, too.
            () => mutation == "RotateMasterKey" ? RotatedAsync() : Admin.CallAsync(SecretsApi.Descriptor.Rpc("CreateSecret"), Samples["CreateSecret"](name, 2)));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task one_request_sent_by_many_at_once_is_one_change(string mutation) => await new RepeatedRequests(system.Gateway, Admin)
        .AtOnceAsync(SecretsApi.Descriptor.Rpc(mutation), Samples[mutation](await NewAsync(), 1));

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task the_expected_version_must_be_the_present_one(string mutation)
    {
        var rpc = SecretsApi.Descriptor.Rpc(mutation);
        var request = Samples[mutation](await NewAsync(), 1);
        var present = New.Contains(mutation) ? 0L : 1L;

        await Admin.ShouldTakePresentVersionAsync(rpc, request, present);
    }

    private static ByteString ValueOf(int n) => ByteString.CopyFromUtf8($"value {n}");

    private async Task<string> NewAsync() => (await system.CreateAsync($"s-{Guid.NewGuid():n}", "value 0")).Name;

    /// <summary>Each version that is shown has a value, and no other has.</summary>
    private async Task ShouldHoldTogetherAsync(string name, int updates)
    {
        var secret = await system.Engineer.GetSecretAsync(new GetSecretRequest { Name = name });
        secret.Versions.Select(version => version.Version).ShouldBe(Enumerable.Range(1, updates + 1).Select(version => (long)version));
        foreach (var version in secret.Versions) (await system.UseAsync(name, version.Version)).ShouldStartWith("value ");
        (await SecretRows.CountAsync(system.Gateway, name)).ShouldBe(updates + 1);
    }

    private Task RotatedAsync() => Eventually.HoldsAsync(async () =>
        (await system.Admin.ListMasterKeysAsync(new ListMasterKeysRequest())).Keys.Count(key => key.RetireTime is null) == 1);
}
