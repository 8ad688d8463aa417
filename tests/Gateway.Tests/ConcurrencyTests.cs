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
    private static readonly IReadOnlyDictionary<string, Func<string, int, IMessage>> Samples = new Dictionary<string, Func<string, int, IMessage>>
    {
        ["CreateToken"] = (subject, days) => new CreateTokenRequest { Subject = subject, Roles = { "auditor" }, ValidDays = days + 1 },
    };

    public static TheoryData<string> Mutations => [.. IdentityTokens.Descriptor.Mutations().Select(method => method.Name)];

    private CallInvoker Admin => system.Gateway.ChannelAs("root", "admin").CreateCallInvoker();

    [Fact]
    public void every_mutation_has_a_sample() =>
        IdentityTokens.Descriptor.Mutations().Select(method => method.Name).ShouldBe(Samples.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task each_of_many_callers_succeeds_or_is_told_to_try_again(string mutation)
    {
        var rpc = IdentityTokens.Descriptor.Rpc(mutation);
        // One caller for each connection that the gateway lets one subject have.
        var outcomes = await new ParallelCallers(Admin).CallAsync(rpc, i => Samples[mutation]("parallel", i), StatusCode.ResourceExhausted);

        output.WriteLine(ParallelCallers.Summary(rpc, outcomes));
        var subject = (await new IdentityTokens.TokensClient(Admin).ListSubjectsAsync(new ListSubjectsRequest { NamePrefix = "parallel" }))
            .Subjects.ShouldHaveSingleItem();
        subject.Revision.ShouldBe(outcomes.Count(outcome => outcome.Code == StatusCode.OK));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_repeated_request_gets_the_first_answer_whatever_has_happened_since(string mutation) =>
        await new RepeatedRequests(system.Gateway, Admin).TwiceAsync(
            IdentityTokens.Descriptor.Rpc(mutation), Samples[mutation]("twice", 1),
            () => Admin.CallAsync(IdentityTokens.Descriptor.Rpc(mutation), Samples[mutation]("twice", 2)));

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task the_expected_version_must_be_the_present_one(string mutation)
    {
        var rpc = IdentityTokens.Descriptor.Rpc(mutation);
        var request = Samples[mutation]("expected", 1);
        var expected = request.Descriptor.FindFieldByName("expected_version").Accessor;

        expected.SetValue(request, 0L);
        (await Admin.CallAsync(rpc, request)).Code.ShouldBe(StatusCode.OK);
        (await Admin.CallAsync(rpc, request)).Code.ShouldBe(StatusCode.Aborted);
        expected.SetValue(request, 1L);
        (await Admin.CallAsync(rpc, request)).Code.ShouldBe(StatusCode.OK);
    }
}
