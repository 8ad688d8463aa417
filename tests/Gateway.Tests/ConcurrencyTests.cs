using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using IdentityTokens = MlOps.Contracts.Identity.V1.Tokens;

namespace MlOps.Gateway.Tests;

/// <summary>Every mutation of the gateway by many callers at once, repeated, and of an expected version.</summary>
[Collection(GatewayCollection.Name)]
public class ConcurrencyTests(GatewaySystem system, ITestOutputHelper output)
{
    private static readonly IReadOnlyDictionary<string, Func<Token, int, IMessage>> Samples = new Dictionary<string, Func<Token, int, IMessage>>
    {
        ["CreateToken"] = (token, days) => new CreateTokenRequest { Subject = token.Subject, Roles = { "auditor" }, ValidDays = days + 1 },
        ["RevokeToken"] = (token, reason) => new RevokeTokenRequest { Id = token.Id, Reason = $"reason {reason}" },
        ["RotateToken"] = (token, days) => new RotateTokenRequest { Id = token.Id, ValidDays = days + 1 },
        ["RotateSigningKey"] = (_, reason) => new RotateSigningKeyRequest { Reason = $"reason {reason}" },
    };

    // What makes something new has no version but 0.
    private static readonly string[] New = ["CreateToken", "RotateSigningKey"];

    public static TheoryData<string> Mutations => [.. IdentityTokens.Descriptor.Mutations().Select(method => method.Name)];

    private CallInvoker Admin => system.Gateway.ChannelIn(["*"], "root", "admin").CreateCallInvoker();

    [Fact]
    public void every_mutation_has_a_sample() =>
        IdentityTokens.Descriptor.Mutations().Select(method => method.Name).ShouldBe(Samples.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task each_of_many_callers_succeeds_or_is_told_to_try_again(string mutation)
    {
        var rpc = IdentityTokens.Descriptor.Rpc(mutation);
        var token = await TokenAsync("parallel");
        // One caller for each connection that the gateway lets one subject have.
        var outcomes = await new ParallelCallers(Admin).CallAsync(rpc, i => Samples[mutation](token, i), StatusCode.ResourceExhausted);

        output.WriteLine(ParallelCallers.Summary(rpc, outcomes));
        if (mutation == "RotateToken") outcomes.Count(outcome => outcome.Code == StatusCode.OK).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_repeated_request_gets_the_first_answer_whatever_has_happened_since(string mutation)
    {
        var token = await TokenAsync("twice");
        await new RepeatedRequests(system.Gateway, Admin).TwiceAsync(
            IdentityTokens.Descriptor.Rpc(mutation), Samples[mutation](token, 1),
            () => Admin.CallAsync(IdentityTokens.Descriptor.Rpc(mutation), Samples[mutation](token, 2)));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task the_expected_version_must_be_the_present_one(string mutation)
    {
        var rpc = IdentityTokens.Descriptor.Rpc(mutation);
        var request = Samples[mutation](await TokenAsync("expected"), 1);
        var present = New.Contains(mutation) ? 0L : 1L;

        await Admin.ShouldTakePresentVersionAsync(rpc, request, present);
    }

    private async Task<Token> TokenAsync(string subject) => await new IdentityTokens.TokensClient(Admin).CreateTokenAsync(
        new CreateTokenRequest { Subject = subject, Roles = { "viewer" }, Workspaces = { "default" } });
}
