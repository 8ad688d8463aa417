using System.Text.Json;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Inference;
using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using Deployment = MlOps.Serving.Deployments.Deployment;

namespace MlOps.Serving.Tests;

[Collection(ServingCollection.Name)]
public class DeploymentTests(ServingSystem system)
{
    private readonly AuditLog.AuditLogClient audit = new(system.Serving.ChannelAs("ada", "auditor"));

    [Fact]
    public async Task a_deployment_of_a_champion_answers_as_soon_as_it_is_made()
    {
        var deployment = await system.DeploymentAsync(answer: 5);

        (deployment.State, deployment.ActiveVersion, deployment.Alias, deployment.Creator, deployment.Revision).ShouldBe((DeploymentState.Ready, 1, "champion", ServingSystem.Engineer, 2));
        (await system.Http.InferAsync(deployment.Name)).Answer().ShouldBe(5);
        (await system.Deployments.GetDeploymentAsync(new GetDeploymentRequest { Name = deployment.Name })).ShouldBe(deployment);

        var created = await system.System.ConsumeAsync<DeploymentCreated>(Topics.Serving, e => e.Data.Deployment == deployment.Name);
        (created.Subject, created.Actor, created.Data.Model, created.Data.Alias).ShouldBe(($"deployment/{deployment.Name}", ServingSystem.Engineer, deployment.Model, "champion"));
        var deployed = await system.System.ConsumeAsync<ModelVersionDeployed>(Topics.Serving, e => e.Data.Deployment == deployment.Name);
        (deployed.Data.Version, deployed.Data.ReplacedVersion, deployed.Data.ArtifactDigest).ShouldBe((1, 0, deployment.ActiveArtifactDigest));
    }

    [Fact]
    public async Task a_new_champion_is_swapped_in_without_a_failed_request()
    {
        var deployment = await system.DeploymentAsync(answer: 1);
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => AskAsync(deployment.Name, stop.Token)).ToArray();
        for (var version = 2; version <= 4; version++)
        {
            await system.PromoteAsync(deployment.Model, await system.VersionAsync(deployment.Model, TinyModel.Answering(version)));
            await Eventually.HoldsAsync(async () => (await system.Http.InferAsync(deployment.Name)).Answer() == version);
        }

        await stop.CancelAsync();
        var answers = await Task.WhenAll(clients);
        answers.ShouldAllBe(client => client.SequenceEqual(client.Order()), "no version answers after its successor");
        answers.SelectMany(client => client).Distinct().ShouldBeSubsetOf([1, 2, 3, 4]);
        answers.ShouldAllBe(client => client.Count > 20 && client[0] == 1);
    }

    [Fact]
    public async Task a_version_that_does_not_load_is_reported_and_the_one_before_it_goes_on()
    {
        var deployment = await system.DeploymentAsync(answer: 3);
        await system.PromoteAsync(deployment.Model, await system.VersionAsync(deployment.Model, TinyModel.Broken()));

        var failed = await system.UntilAsync(deployment.Name, d => d.State == DeploymentState.Failed);

        failed.ActiveVersion.ShouldBe(1);
        failed.StateMessage.ShouldStartWith("version 2: XGBoost cannot load the model");
        (await system.Http.InferAsync(deployment.Name)).Answer().ShouldBe(3);
        (await system.System.ConsumeAsync<ModelLoadFailed>(Topics.Serving, e => e.Data.Deployment == deployment.Name)).Data.Version.ShouldBe(2);

        await system.PromoteAsync(deployment.Model, await system.VersionAsync(deployment.Model, TinyModel.Answering(4)));
        await system.UntilAsync(deployment.Name, d => d is { State: DeploymentState.Ready, ActiveVersion: 3 });
    }

    [Fact]
    public async Task what_is_deployed_answers_again_after_a_restart()
    {
        var deployment = await system.DeploymentAsync(answer: 6);
        var retired = await system.DeploymentAsync(answer: 7);
        await system.Deployments.RetireDeploymentAsync(new RetireDeploymentRequest { Name = retired.Name, Reason = "old" });

        await system.Serving.RestartAsync();

        await Eventually.HoldsAsync(async () => (await system.Http.InferAsync(deployment.Name)).Status == 200);
        (await system.Http.InferAsync(deployment.Name)).Answer().ShouldBe(6);
        await Eventually.HoldsAsync(async () => (await system.Inference.ServerReadyAsync(new ServerReadyRequest())).Ready);
        (await system.Http.InferAsync(retired.Name)).Refusal(404).ShouldBe($"model '{retired.Name}' is not found");
        (await system.Deployments.GetDeploymentAsync(new GetDeploymentRequest { Name = retired.Name })).State.ShouldBe(DeploymentState.Retired);
    }

    [Fact]
    public async Task a_deployment_may_stay_at_a_version()
    {
        var model = await system.ModelAsync(answer: 1);
        var request = new CreateDeploymentRequest { Name = $"d-{Guid.NewGuid():n}", Model = model, Version = 2 };
        await Refused.WithAsync(StatusCode.NotFound, () => system.Deployments.CreateDeploymentAsync(request).ResponseAsync);
        await Refused.WithAsync(StatusCode.NotFound, () => system.Deployments.CreateDeploymentAsync(new CreateDeploymentRequest(request) { Model = "nobody" }).ResponseAsync);

        await system.VersionAsync(model, TinyModel.Answering(2));
        var pinned = await system.Deployments.CreateDeploymentAsync(request);
        (pinned.State, pinned.ActiveVersion).ShouldBe((DeploymentState.Ready, 2));

        await system.PromoteAsync(model, await system.VersionAsync(model, TinyModel.Answering(3)));
        (await system.Http.InferAsync(pinned.Name)).Answer().ShouldBe(2);
    }

    [Fact]
    public async Task while_the_registry_is_away_nothing_is_deployed_and_a_repeated_request_gets_the_first_answer()
    {
        var model = await system.ModelAsync(answer: 8);
        var request = new CreateDeploymentRequest { Name = $"d-{Guid.NewGuid():n}", Model = model, Alias = "champion", RequestId = $"{Guid.NewGuid()}" };
        var first = await system.Deployments.CreateDeploymentAsync(request);
        var another = new CreateDeploymentRequest(request) { Name = $"d-{Guid.NewGuid():n}", RequestId = $"{Guid.NewGuid()}" };
        await system.Registry.StopAsync();
        try
        {
            await Refused.WithAsync(StatusCode.Unavailable, () => system.Deployments.CreateDeploymentAsync(another).ResponseAsync);
            await Refused.WithAsync(StatusCode.NotFound, () => system.Deployments.GetDeploymentAsync(new GetDeploymentRequest { Name = another.Name }).ResponseAsync);
            (await system.Deployments.CreateDeploymentAsync(request)).ShouldBe(first);
            (await system.Http.InferAsync(first.Name)).Answer().ShouldBe(8);
        }
        finally
        {
            await system.Registry.StartAsync();
        }

        (await system.Deployments.CreateDeploymentAsync(another)).State.ShouldBe(DeploymentState.Ready);
    }

    [Fact]
    public async Task a_deployment_of_an_alias_that_names_nothing_yet_is_pending()
    {
        var deployment = await system.DeploymentAsync();

        deployment.State.ShouldBe(DeploymentState.Pending);
        (await system.Http.InferAsync(deployment.Name)).Refusal(503).ShouldBe($"model '{deployment.Name}' has no version ready to serve");
        (await system.Deployments.ListDeploymentsAsync(new ListDeploymentsRequest { Model = deployment.Model, State = DeploymentState.Pending }))
            .Deployments.ShouldBe([deployment]);
        (await system.Deployments.ListDeploymentsAsync(new ListDeploymentsRequest { Model = deployment.Model, State = DeploymentState.Ready }))
            .Deployments.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_older_word_of_the_registry_changes_nothing()
    {
        var deployment = await system.DeploymentAsync(answer: 1);
        await system.PromoteAsync(deployment.Model, await system.VersionAsync(deployment.Model, TinyModel.Answering(2)));
        await system.UntilAsync(deployment.Name, d => d.ActiveVersion == 2);
        var promoted = await system.System.ConsumeAsync<ModelVersionPromoted>(Topics.Registry, e => e.Data.Model == deployment.Model && e.Data.Version == 1);

        // A second event with another id, of the first revision: what a replay from the past looks like.
        await system.System.PublishAsync(Topics.Registry, promoted.Subject, promoted.Data);
        await system.PromoteAsync(deployment.Model, await system.VersionAsync(deployment.Model, TinyModel.Answering(3)));
        await system.UntilAsync(deployment.Name, d => d.ActiveVersion == 3);

        (await EventsAsync(deployment.Name)).ShouldBe(["deployment_created", "model_version_deployed", "model_version_deployed", "model_version_deployed"]);
    }

    [Fact]
    public async Task bad_requests_name_every_fault_and_leave_nothing()
    {
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Deployments.CreateDeploymentAsync(
            new CreateDeploymentRequest { Name = "Not A Name", Model = "", FeatureService = "Ä" }).ResponseAsync))
            .Fields().ShouldBe(["name", "model", "alias", "feature_service"], ignoreOrder: true);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Deployments.CreateDeploymentAsync(
            new CreateDeploymentRequest { Name = "d", Model = "m", Version = -1 }).ResponseAsync)).Fields().ShouldBe(["version"]);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Deployments.CreateDeploymentAsync(
            new CreateDeploymentRequest { Name = "d", Model = "m", Alias = new string('a', 256) }).ResponseAsync)).Fields().ShouldBe(["alias"]);
        foreach (var alias in new[] { "latest", "v2", "a b", "" })
        {
            (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Deployments.CreateDeploymentAsync(
                new CreateDeploymentRequest { Name = "d", Model = "m", Alias = alias }).ResponseAsync)).Fields().ShouldBe(["alias"]);
        }
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Deployments.ListDeploymentsAsync(
            new ListDeploymentsRequest { PageToken = "garbage" }).ResponseAsync)).Fields().ShouldBe(["page_token"]);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Deployments.GetPredictionAsync(new GetPredictionRequest()).ResponseAsync))
            .Fields().ShouldBe(["prediction_id"]);
        var unknown = new CreateDeploymentRequest { Name = $"d-{Guid.NewGuid():n}", Model = "m", Alias = "champion", FeatureService = "nobody" };
        await Refused.WithAsync(StatusCode.NotFound, () => system.Deployments.CreateDeploymentAsync(unknown).ResponseAsync);
        await Refused.WithAsync(StatusCode.NotFound, () => system.Deployments.GetDeploymentAsync(new GetDeploymentRequest { Name = unknown.Name }).ResponseAsync);
        await Refused.WithAsync(StatusCode.NotFound, () => system.Deployments.RetireDeploymentAsync(new RetireDeploymentRequest { Name = unknown.Name }).ResponseAsync);
    }

    [Fact]
    public async Task roles_say_who_may_do_what()
    {
        var application = new ModelServing.ModelServingClient(system.Serving.ChannelAs("app", "application"));
        await Refused.WithAsync(StatusCode.PermissionDenied, () => application.CreateDeploymentAsync(new CreateDeploymentRequest { Name = "d", Model = "m", Version = 1 }).ResponseAsync);
        await Refused.WithAsync(StatusCode.PermissionDenied, () => application.RetireDeploymentAsync(new RetireDeploymentRequest { Name = "d" }).ResponseAsync);
        await Refused.WithAsync(StatusCode.Unauthenticated, () =>
            new ModelServing.ModelServingClient(system.Serving.Anonymous).ListDeploymentsAsync(new ListDeploymentsRequest()).ResponseAsync);
        await Refused.WithAsync(StatusCode.PermissionDenied, () => application.ListDeploymentsAsync(new ListDeploymentsRequest()).ResponseAsync);
        await new ModelServing.ModelServingClient(system.Serving.ChannelAs("vic", "viewer")).ListDeploymentsAsync(new ListDeploymentsRequest());
    }

    [Fact]
    public async Task a_retry_with_the_same_request_id_changes_nothing()
    {
        var request = new CreateDeploymentRequest { Name = $"d-{Guid.NewGuid():n}", Model = await system.ModelAsync(answer: 1), Alias = "champion", RequestId = $"{Guid.NewGuid()}" };
        var first = await system.Deployments.CreateDeploymentAsync(request);

        (await system.Deployments.CreateDeploymentAsync(request)).ShouldBe(first);
        (await EventsAsync(request.Name)).ShouldBe(["deployment_created", "model_version_deployed"]);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Deployments.CreateDeploymentAsync(new CreateDeploymentRequest(request) { Alias = "other" }).ResponseAsync))
            .Fields().ShouldBe(["request_id"]);
        await Refused.WithAsync(StatusCode.AlreadyExists, () => system.Deployments.CreateDeploymentAsync(new CreateDeploymentRequest(request) { RequestId = "" }).ResponseAsync);
    }

    [Fact]
    public async Task a_deployment_retires_at_the_expected_version_only()
    {
        var deployment = await system.DeploymentAsync(answer: 1);
        var request = new RetireDeploymentRequest { Name = deployment.Name, ExpectedVersion = 1, Reason = "replaced" };
        await Refused.WithAsync(StatusCode.Aborted, () => system.Deployments.RetireDeploymentAsync(request).ResponseAsync);

        request.ExpectedVersion = 2;
        (await system.Deployments.RetireDeploymentAsync(request)).State.ShouldBe(DeploymentState.Retired);

        (await system.Http.InferAsync(deployment.Name)).Refusal(404);
        await Refused.WithAsync(StatusCode.AlreadyExists, () =>
            system.Deployments.CreateDeploymentAsync(new CreateDeploymentRequest { Name = deployment.Name, Model = deployment.Model, Alias = "champion" }).ResponseAsync);
        (await system.System.ConsumeAsync<DeploymentRetired>(Topics.Serving, e => e.Data.Deployment == deployment.Name)).Reason.ShouldBe("replaced");
    }

    [Fact]
    public async Task lists_go_on_from_page_to_page()
    {
        var made = new List<string>();
        for (var i = 0; i < 3; i++) made.Add((await system.DeploymentAsync()).Name);
        var listed = await Pages.ReadAsync(2, async (size, token) =>
        {
            var page = await system.Deployments.ListDeploymentsAsync(new ListDeploymentsRequest { PageSize = size, PageToken = token });
            return (page.Deployments.Select(deployment => deployment.Name), page.NextPageToken);
        });

        listed.ShouldBe(listed.Distinct().Order(StringComparer.Ordinal));
        made.ShouldBeSubsetOf(listed);
    }

    [Fact]
    public async Task the_record_shows_what_served_at_any_moment()
    {
        var deployment = await system.DeploymentAsync(answer: 1);
        await system.PromoteAsync(deployment.Model, await system.VersionAsync(deployment.Model, TinyModel.Answering(2)));
        await system.UntilAsync(deployment.Name, d => d.ActiveVersion == 2);
        var events = new List<RecordedEvent>();
        using (var stream = audit.ReadStream(new ReadStreamRequest { Stream = $"deployment/{deployment.Name}" }))
            while (await stream.ResponseStream.MoveNext(default)) events.Add(stream.ResponseStream.Current);

        (await ServedAsync(1)).ShouldBe(1, "the deployment was recorded together with its first version");
        (await ServedAsync(2)).ShouldBe(1);
        (await ServedAsync(3)).ShouldBe(2);
        events.Select(e => e.Actor).ShouldBe([ServingSystem.Engineer, ServingSystem.Engineer, "service:serving"]);
        events[2].CausationId.ShouldBe((await system.System.ConsumeAsync<ModelVersionPromoted>(Topics.Registry, e => e.Data.Model == deployment.Model && e.Data.Version == 2)).Id);

        async Task<long> ServedAsync(int version)
        {
            var state = await audit.GetStateAsync(new GetStateRequest { Stream = $"deployment/{deployment.Name}", AsOf = events[version - 1].Time });
            using var json = JsonDocument.Parse(state.Json);
            return json.RootElement.GetProperty("Active") is { ValueKind: JsonValueKind.Object } active ? active.GetProperty("Version").GetInt64() : 0;
        }
    }

    [Fact]
    public async Task the_projection_built_again_from_events_is_equal()
    {
        var retired = await system.DeploymentAsync(answer: 1);
        await system.Deployments.RetireDeploymentAsync(new RetireDeploymentRequest { Name = retired.Name });
        await system.DeploymentAsync(answer: 2);

        await system.Serving.ShouldRebuildAsync(
            async session =>
            {
                var deployments = await session.QueryAsync<Deployment>("where true order by tenant_id, id");
                deployments.Count.ShouldBeGreaterThanOrEqualTo(2);
                return [.. deployments];
            },
            typeof(Deployment));
    }

    /// <summary>Asks as fast as it is answered; every answer must come from the version that it names.</summary>
    private async Task<List<float>> AskAsync(string deployment, CancellationToken stop)
    {
        var answers = new List<float>();
        while (!stop.IsCancellationRequested)
        {
            var response = await system.Http.InferAsync(deployment);
            answers.Add(response.Answer());
            ((string)response.Body["model_version"]!).ShouldBe($"{answers[^1]}");
        }

        return answers;
    }

    private async Task<List<string>> EventsAsync(string deployment)
    {
        var types = new List<string>();
        using var stream = audit.ReadStream(new ReadStreamRequest { Stream = $"deployment/{deployment}" });
        while (await stream.ResponseStream.MoveNext(default)) types.Add(stream.ResponseStream.Current.Type);
        return types;
    }
}
