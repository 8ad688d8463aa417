using System.Text;
using Confluent.Kafka;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts;
using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceHost;
using Stored = MlOps.Serving.Deployments;

namespace MlOps.Serving.Tests;

/// <summary>What happens to deployments when the version that they serve may serve no longer.</summary>
[Collection(ServingCollection.Name)]
public class ApprovalTests(ServingSystem system)
{
    [Fact]
    public async Task a_withdrawn_version_stops_answering_by_alias_and_pinned_and_returns_when_it_may_serve_again()
    {
        var follower = await system.DeploymentAsync(answer: 1);
        var pinned = await PinAsync(follower.Model, 1);
        (await system.Http.InferAsync(pinned.Name)).Answer().ShouldBe(1);

        await system.WithdrawAsync(follower.Model, 1);

        foreach (var name in new[] { follower.Name, pinned.Name })
        {
            var blocked = await system.UntilAsync(name, d => d.State == DeploymentState.Blocked);
            blocked.ActiveVersion.ShouldBe(0);
            // Whichever is noticed first: the follower's alias is gone as well.
            blocked.StateMessage.ShouldBeOneOf("version 1: its approval was withdrawn by ann: unsafe", "version 1: the alias names no version any longer", "version 1: the alias 'champion' was removed");
            (await system.Http.InferAsync(name)).Refusal(503).ShouldBe($"model '{name}' has no version ready to serve");
            var told = await system.System.ConsumeAsync<ModelVersionUndeployed>(Topics.Serving, e => e.Data.Deployment == name);
            (told.Data.Version, told.Actor).ShouldBe((1, "service:serving"));
        }

        await system.ApproveAsync(follower.Model, 1);
        await system.UntilAsync(pinned.Name, d => d is { State: DeploymentState.Ready, ActiveVersion: 1 });
        (await system.Http.InferAsync(pinned.Name)).Answer().ShouldBe(1);
        (await system.Http.InferAsync(follower.Name)).Status.ShouldBe(503, "an approval gives no alias back");
        await system.PromoteAsync(follower.Model, await system.VersionAsync(follower.Model, TinyModel.Answering(2)));
        await system.UntilAsync(follower.Name, d => d is { State: DeploymentState.Ready, ActiveVersion: 2 });
        (await system.Http.InferAsync(follower.Name)).Answer().ShouldBe(2);
    }

    [Fact]
    public async Task a_removed_alias_stops_the_deployments_that_follow_it_and_no_others()
    {
        var follower = await system.DeploymentAsync(answer: 1);
        var pinned = await PinAsync(follower.Model, 1);

        await system.Models.RemoveAliasAsync(new RemoveAliasRequest { Model = follower.Model, Alias = "champion" });

        (await system.UntilAsync(follower.Name, d => d.State == DeploymentState.Blocked)).StateMessage
            .ShouldBeOneOf("version 1: the alias 'champion' was removed", "version 1: the alias names no version any longer", "version 1: the alias 'champion' was removed");
        (await system.Http.InferAsync(follower.Name)).Refusal(503);
        (await system.Http.InferAsync(pinned.Name)).Answer().ShouldBe(1);
        await system.PromoteAsync(follower.Model, 1);
        await system.UntilAsync(follower.Name, d => d.State == DeploymentState.Ready);
    }

    [Fact]
    public async Task an_expired_approval_stops_answering_at_its_moment()
    {
        var model = await system.ModelAsync();
        var version = await system.CreateVersionAsync(model, TinyModel.Answering(1));
        var end = TimeProvider.System.GetUtcNow().AddSeconds(3);
        await system.ApproveAsync(model, version, end);
        await system.PromoteAsync(model, version);
        var deployment = await system.DeployAsync(model);
        deployment.ActiveValidUntil.ShouldBe(end.ToTimestamp());
        (await system.Http.InferAsync(deployment.Name)).Answer().ShouldBe(1);

        await Eventually.HoldsAsync(async () =>
        {
            var before = TimeProvider.System.GetUtcNow();
            var status = (await system.Http.InferAsync(deployment.Name)).Status;
            if (before >= end) status.ShouldBe(503);
            return status == 503;
        });

        (await system.UntilAsync(deployment.Name, d => d.State == DeploymentState.Blocked)).StateMessage.ShouldStartWith("version 1: its approval expired at ");
        await system.ApproveAsync(model, version);
        await system.UntilAsync(deployment.Name, d => d.State == DeploymentState.Ready);
    }

    [Fact]
    public async Task what_was_withdrawn_while_serving_was_away_does_not_answer_after_the_start()
    {
        var deployment = await system.DeploymentAsync(answer: 1);
        await system.Serving.StopAsync();
        await system.WithdrawAsync(deployment.Model, 1);

        await system.Serving.StartAsync();

        var statuses = new HashSet<int>();
        await Eventually.HoldsAsync(async () =>
        {
            statuses.Add((await system.Http.InferAsync(deployment.Name)).Status);
            return (await system.Http.GetAsync("/v2/health/ready")).IsSuccessStatusCode;
        });
        statuses.Add((await system.Http.InferAsync(deployment.Name)).Status);
        statuses.ShouldBe([503]);
        (await system.UntilAsync(deployment.Name, d => d.State == DeploymentState.Blocked)).ActiveVersion.ShouldBe(0);
    }

    [Fact]
    public async Task what_was_promoted_while_the_registry_and_serving_were_away_answers_by_the_record_until_the_registry_is_back()
    {
        var deployment = await system.DeploymentAsync(answer: 4);
        await system.Serving.StopAsync();
        await system.Registry.StopAsync();
        try
        {
            await system.Serving.StartAsync();
            await Eventually.HoldsAsync(async () => (await system.Http.InferAsync(deployment.Name)).Status == 200);
        }
        finally
        {
            await system.Registry.StartAsync();
        }

        await system.WithdrawAsync(deployment.Model, 1);
        await system.UntilAsync(deployment.Name, d => d.State == DeploymentState.Blocked);
    }

    [Fact]
    public async Task a_promotion_that_is_stale_deploys_nothing()
    {
        var deployment = await system.DeploymentAsync(answer: 1);
        var version = await system.CreateVersionAsync(deployment.Model, TinyModel.Answering(2));
        var stale = new ModelVersionPromoted { Model = deployment.Model, Version = version, Alias = "champion" };

        await PublishAsync(stale, revision: 6);
        await system.ApproveAsync(deployment.Model, version);
        await system.PromoteAsync(deployment.Model, version);

        await system.UntilAsync(deployment.Name, d => d.ActiveVersion == version);
        (await system.Deployments.GetDeploymentAsync(new GetDeploymentRequest { Name = deployment.Name })).Revision.ShouldBe(3, "only the real promotion was recorded");
    }

    [Fact]
    public async Task a_version_that_lost_its_approval_while_it_was_being_deployed_is_noticed()
    {
        var deployment = await system.DeploymentAsync();
        var version = await system.VersionAsync(deployment.Model, TinyModel.Answering(1));
        var digest = (await system.Models.GetModelVersionAsync(new GetModelVersionRequest { Model = deployment.Model, Version = version })).ArtifactDigest;
        var pinned = await PinAsync(deployment.Model, version);
        await system.WithdrawAsync(deployment.Model, version);
        await system.UntilAsync(pinned.Name, d => d.State == DeploymentState.Blocked);

        // As if a promotion before the withdrawal were recorded only now, after the withdrawal found no deployment of the version.
        using (system.Serving.Services.GetRequiredService<ServiceIdentity>().Act())
        {
            await using var session = system.Serving.Services.GetRequiredService<CallerSessions>().Open();
            var stream = await session.Events.FetchForWriting<Stored.Deployment>($"deployment/{deployment.Name}");
            stream.AppendOne(new Stored.ModelVersionDeployed(
                deployment.Name, deployment.Model, version, null, digest, "", "", RegistryRevision: 4, ValidUntil: null));
            await session.SaveChangesAsync();
        }

        (await system.UntilAsync(deployment.Name, d => d.State == DeploymentState.Blocked)).StateMessage.ShouldBe("version 1: the alias names no version any longer", "version 1: the alias 'champion' was removed");
    }

    /// <summary>Publishes an event of a model as the registry would at one of the model's revisions.</summary>
    private async Task PublishAsync(ModelVersionPromoted promoted, long revision)
    {
        var headers = new Headers();
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ce_id"] = $"{Guid.NewGuid()}", ["ce_type"] = ModelVersionPromoted.Descriptor.FullName, ["ce_source"] = "/mlops/registry",
            ["ce_subject"] = $"model/{promoted.Model}", ["ce_time"] = $"{TimeProvider.System.GetUtcNow():O}", ["ce_streamversion"] = $"{revision}",
        })
            headers.Add(name, Encoding.UTF8.GetBytes(value));
        await system.System.ProduceAsync(
            Topics.Registry, new Message<string, byte[]> { Key = $"model/{promoted.Model}", Value = promoted.ToByteArray(), Headers = headers });
    }

    private async Task<Contracts.Serving.V1.Deployment> PinAsync(string model, long version) =>
        await system.Deployments.CreateDeploymentAsync(new CreateDeploymentRequest { Name = $"d-{Guid.NewGuid():n}", Model = model, Version = version });
}
