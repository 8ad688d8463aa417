using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Serving.Tests;

/// <summary>No route serves, promotes or approves what the rules forbid: every route for every state of a version and every person.</summary>
[Collection(ServingCollection.Name)]
public class GovernanceTests(ServingSystem system, ITestOutputHelper output)
{
    private static readonly VersionState[] States = System.Enum.GetValues<VersionState>();
    private static readonly Route[] Routes = System.Enum.GetValues<Route>();

    [Fact]
    public async Task every_route_is_open_to_those_persons_in_those_states_that_the_rules_allow_and_to_nobody_else()
    {
        var run = await system.RunAsync(TinyModel.Answering(1), author: "author");
        var (granted, refused) = (0, 0);
        var wrong = new List<string>();
        foreach (var state in States)
        {
            // What is refused changes nothing, so that one version is there for all of it.
            var shared = await GovernedVersion.MadeAsync(system, state, run);
            await shared.EndAsync();
            foreach (var (route, person) in from route in Routes from person in Person.All select (route, person))
            {
                var allowed = Governance.Allows(route, state, person);
                var version = allowed && route is Route.RequestApproval or Route.Approve ? await EndedAsync(state, run) : shared;
                if (await version.GrantsAsync(route, person) != allowed) wrong.Add($"{route}, {state}, {person}: should be {(allowed ? "granted" : "refused")}");
                else if (allowed) granted++;
                else refused++;
            }
        }

        output.WriteLine($"{Routes.Length} routes × {States.Length} states × {Person.All.Count} persons: {granted} granted, {refused} refused.");
        wrong.ShouldBeEmpty();
        (granted + refused).ShouldBe(Routes.Length * States.Length * Person.All.Count);
    }

    [Fact]
    public async Task what_serves_goes_on_over_events_and_restarts_only_as_long_as_it_may()
    {
        var run = await system.RunAsync(TinyModel.Answering(1), author: "author");
        var served = new List<(GovernedVersion Version, string Pinned, string Follower)>();
        foreach (var state in States.Where(state => state >= VersionState.Approved))
        {
            var version = await GovernedVersion.MadeAsync(system, state, run);
            served.Add((version, await DeployAsync(new CreateDeploymentRequest { Model = version.Model, Version = 1 }),
                await DeployAsync(new CreateDeploymentRequest { Model = version.Model, Alias = GovernedVersion.Alias })));
        }

        foreach (var (version, _, _) in served) await version.EndAsync();

        foreach (var (version, pinned, follower) in served)
            foreach (var name in new[] { pinned, follower }) await EndsUpAsync(name, Governance.MayServe(version.State));
        await system.Serving.RestartAsync();
        foreach (var (version, pinned, follower) in served)
            foreach (var name in new[] { pinned, follower }) await EndsUpAsync(name, Governance.MayServe(version.State));
        output.WriteLine($"2 events × 2 kinds of deployment × {served.Count} states.");

        async Task EndsUpAsync(string name, bool serves)
        {
            await Eventually.HoldsAsync(async () => (await system.Http.InferAsync(name)).Status == (serves ? 200 : 503));
            await system.UntilAsync(name, deployment => deployment.State == (serves ? DeploymentState.Ready : DeploymentState.Blocked));
            (await system.Http.InferAsync(name)).Status.ShouldBe(serves ? 200 : 503);
        }
    }

    private async Task<GovernedVersion> EndedAsync(VersionState state, string run)
    {
        var version = await GovernedVersion.MadeAsync(system, state, run);
        await version.EndAsync();
        return version;
    }

    private async Task<string> DeployAsync(CreateDeploymentRequest request)
    {
        request.Name = $"d-{Guid.NewGuid():n}";
        (await system.Deployments.CreateDeploymentAsync(request)).State.ShouldBe(DeploymentState.Ready);
        return request.Name;
    }
}
