using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Tokens;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using IdentityTokens = MlOps.Contracts.Identity.V1.Tokens;
using TokenIssued = MlOps.Contracts.Identity.V1.TokenIssued;

namespace MlOps.Gateway.Tests;

/// <summary>The largest legal request of each RPC goes through, and the next larger one is refused by its limit.</summary>
[Collection(GatewayCollection.Name)]
public class LimitTests(GatewaySystem system, ITestOutputHelper output)
{
    [Fact]
    public async Task the_largest_requests_are_granted_published_and_listed_and_larger_ones_refused()
    {
        var admin = system.Gateway.ChannelAs("root", "admin").CreateCallInvoker();
        var name = new string('n', 128);
        await new LargestRequests(IdentityTokens.Descriptor, admin)
            .Add<CreateTokenRequest, Token>(
                "CreateToken",
                () => Task.FromResult(new CreateTokenRequest
                {
                    Subject = name, Roles = { IssueToken.Roles }, ValidDays = Limits.Days, Reason = new string('語', Limits.ReasonLength),
                    RequestId = new string('r', 128),
                }),
                async (_, token) =>
                {
                    token.Subject.ShouldBe(name);
                    var issued = await system.System.ConsumeAsync<TokenIssued>(Topics.Gateway, e => e.Data.Subject == name);
                    (issued.Data.Roles.Count, issued.Reason.Length).ShouldBe((IssueToken.Roles.Count, Limits.ReasonLength));
                    await new IdentityTokens.TokensClient(system.Gateway.Channel(token.Value)).ListSubjectsAsync(new ListSubjectsRequest());
                },
                ("subject", request => request.Subject += "n"),
                ("roles", request => request.Roles.Add("admin")),
                ("valid_days", request => request.ValidDays++),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<ListSubjectsRequest, ListSubjectsResponse>(
                "ListSubjects",
                () => Task.FromResult(new ListSubjectsRequest
                {
                    NamePrefix = name, PageSize = int.MaxValue, Role = "application", Descending = true,
                    ExpireBefore = Timestamp.FromDateTimeOffset(DateTimeOffset.MaxValue),
                }),
                (_, listed) =>
                {
                    listed.Subjects.ShouldHaveSingleItem().Name.ShouldBe(name);
                    return Task.CompletedTask;
                },
                ("name_prefix", request => request.NamePrefix += "n"),
                ("role", request => request.Role += "s"),
                ("expire_before", request => request.ExpireBefore = new Timestamp { Seconds = long.MaxValue }))
            .SendAllAsync(output.WriteLine);
    }
}
