using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Registry.V1;
using MlOps.ServiceHost;

namespace MlOps.Registry.Tests;

public class LifeOfAModelTests(RegistrySystem system) : IClassFixture<RegistrySystem>
{
    [Fact]
    public async Task a_version_knows_the_run_that_made_it()
    {
        var run = await system.RunWithModelAsync();
        await system.As("eve").RegisterModelAsync(new RegisterModelRequest { Name = "provenance" });

        var version = await system.As("eve")
            .CreateModelVersionAsync(new CreateModelVersionRequest { Model = "provenance", RunId = run.RunId });

        (version.Version, version.RunId, version.RunAuthor, version.Experiment, version.Creator)
            .ShouldBe((1, run.RunId, run.Creator, "bikes", "eve"));
        (version.ArtifactDigest, version.Flavor, version.ReferenceProfileDigest)
            .ShouldBe((run.Model.Digest, "xgboost", run.Model.ReferenceProfileDigest));
        version.Signature.Inputs.Concat(version.Signature.Outputs).Select(tensor => (tensor.Name, tensor.Datatype, tensor.Shape.Single()))
            .ShouldBe([("temp", "FP32", -1), ("hum", "FP32", -1), ("cnt", "FP32", -1)]);
        version.InputExample.Rows.ShouldHaveSingleItem().Values.ShouldBe([0.5, 0.25]);
        (version.TrainingDataset, version.TrainingDatasetVersion).ShouldBe(("bike-training", 3));
        version.Metrics["test_rmse"].ShouldBe(66.61);
        version.Params["eta"].ShouldBe("0.1");
        version.Approval.ShouldBe(ApprovalState.NotRequested);
        (await system.As("eve").GetModelVersionAsync(new GetModelVersionRequest { Model = "provenance", Version = 1 })).ShouldBe(version);
    }

    [Fact]
    public async Task goes_through_gates_and_four_eyes_to_the_champion()
    {
        await system.VersionAsync("gated");
        var engineer = system.As(RegistrySystem.Engineer);
        await engineer.DefineGateAsync(GateOf("gated", "rmse", 70));
        await system.As(RegistrySystem.Approver, "approver").DefineGateAsync(GateOf("gated", "tight", 60));

        var gates = (await Refused.WithAsync(
            StatusCode.FailedPrecondition, () => engineer.RequestApprovalAsync(RequestOf("gated")).ResponseAsync)).Rule();
        (gates.Type, gates.Subject).ShouldBe(("gates", "gated/1"));
        gates.Description.ShouldContain("'tight'");
        gates.Description.ShouldNotContain("'rmse'");

        await engineer.DefineGateAsync(GateOf("gated", "tight", 67));
        (await Refused.WithAsync(StatusCode.FailedPrecondition, () => engineer.RequestApprovalAsync(RequestOf("gated")).ResponseAsync))
            .Rule().Description
            .ShouldContain("'tight' as it was before eve changed it");
        var pending = await system.As(RegistrySystem.Requester).RequestApprovalAsync(RequestOf("gated"));
        (pending.Approval, pending.ApprovalRequestedBy).ShouldBe((ApprovalState.Pending, RegistrySystem.Requester));
        pending.GateResults.Select(
            result => (result.Gate.Name, result.Gate.ChangedBy, result.Gate.Parameters["threshold"], result.Passed, result.Superseded))
            .ShouldBe([("rmse", "eve", "70", true, false), ("tight", "eve", "67", true, false), ("tight", "eve", "60", false, true)]);

        foreach (var insider in new[] { RegistrySystem.Engineer, RegistrySystem.Requester })
            (await Refused.WithAsync(StatusCode.FailedPrecondition, () =>
                system.As(insider).ApproveModelVersionAsync(ApproveOf("gated")).ResponseAsync)).Rule().Type.ShouldBe("four-eyes");
        (await Refused.WithAsync(StatusCode.FailedPrecondition, () =>
            engineer.PromoteModelVersionAsync(PromoteOf("gated", 1)).ResponseAsync)).Rule().Type.ShouldBe("approved");

        var approved = await system.As(RegistrySystem.Approver).ApproveModelVersionAsync(ApproveOf("gated"));
        (approved.Approval, approved.ApprovalDecidedBy, approved.ApprovalReason)
            .ShouldBe((ApprovalState.Approved, RegistrySystem.Approver, "good"));
        (await Refused.WithAsync(StatusCode.FailedPrecondition, () =>
            engineer.PromoteModelVersionAsync(PromoteOf("gated", 1)).ResponseAsync)).Rule().Type.ShouldBe("gates");
        var promoted = await system.As(RegistrySystem.Requester).PromoteModelVersionAsync(PromoteOf("gated", 1));
        promoted.Aliases.ShouldBe(new Dictionary<string, long> { ["champion"] = 1 });
        (await engineer.GetModelVersionAsync(new GetModelVersionRequest { Model = "gated", Alias = "champion" })).Version.ShouldBe(1);
        (await system.As(RegistrySystem.Requester).PromoteModelVersionAsync(PromoteOf("gated", 1))).Revision.ShouldBe(promoted.Revision);
    }

    [Fact]
    public async Task a_new_champion_displaces_the_old_one_and_the_others_hear_of_it()
    {
        await system.VersionAsync("succession");
        var second = await system.AnotherVersionAsync("succession");
        await system.ApproveAsync("succession", 1);
        await system.ApproveAsync("succession", 2);
        var engineer = system.As(RegistrySystem.Engineer);
        await engineer.PromoteModelVersionAsync(PromoteOf("succession", 1));

        var model = await engineer.PromoteModelVersionAsync(PromoteOf("succession", 2));

        model.Aliases.ShouldBe(new Dictionary<string, long> { ["champion"] = 2 });
        var versions = (await engineer.ListModelVersionsAsync(new ListModelVersionsRequest { Model = "succession" })).Versions;
        versions.Select(version => (version.Version, string.Join(',', version.Aliases))).ShouldBe([(1, ""), (2, "champion")]);
        var heard =
            await system.System.ConsumeAsync<ModelVersionPromoted>(Topics.Registry, m => m.Data is { Model: "succession", Version: 2 });
        heard.Data.ShouldBe(new ModelVersionPromoted
        {
            Model = "succession",
            Version = 2,
            Alias = "champion",
            DisplacedVersion = 1,
            ArtifactDigest = second.ArtifactDigest,
            Flavor = "xgboost",
            ReferenceProfileDigest = second.ReferenceProfileDigest,
            RunId = second.RunId,
        });
    }

    [Fact]
    public async Task a_rejected_version_says_why_and_can_be_put_forward_again()
    {
        await system.VersionAsync("rejected");
        await system.As(RegistrySystem.Requester).RequestApprovalAsync(RequestOf("rejected"));
        var approver = system.As(RegistrySystem.Approver);

        (await Refused.WithAsync(StatusCode.InvalidArgument, () =>
            approver.RejectModelVersionAsync(new RejectModelVersionRequest { Model = "rejected", Version = 1 }).ResponseAsync))
            .Fields().ShouldBe(["reason"]);
        var rejected =
            await approver.RejectModelVersionAsync(new RejectModelVersionRequest { Model = "rejected", Version = 1, Reason = "no card" });
        (rejected.Approval, rejected.ApprovalReason).ShouldBe((ApprovalState.Rejected, "no card"));

        (await system.As(RegistrySystem.Requester).RequestApprovalAsync(RequestOf("rejected"))).Approval.ShouldBe(ApprovalState.Pending);
    }

    [Fact]
    public async Task only_a_finished_run_with_a_model_makes_a_version()
    {
        await system.As("eve").RegisterModelAsync(new RegisterModelRequest { Name = "strict" });
        var running = await system.RunWithModelAsync(finished: false);

        (await Refused.WithAsync(StatusCode.FailedPrecondition, () => CreateAsync(running.RunId))).Rule().Type.ShouldBe("run-finished");
        await Refused.WithAsync(StatusCode.NotFound, () => CreateAsync("0123456789abcdef0123456789abcdef"));
        (await system.As("eve").GetModelAsync(new GetModelRequest { Name = "strict" })).LatestVersion.ShouldBe(0);

        Task CreateAsync(string runId) =>
            system.As("eve").CreateModelVersionAsync(new CreateModelVersionRequest { Model = "strict", RunId = runId }).ResponseAsync;
    }

    [Fact]
    public async Task a_withdrawn_version_loses_its_aliases_and_can_be_put_forward_again()
    {
        await system.VersionAsync("withdrawn");
        await system.ApproveAsync("withdrawn", 1);
        var engineer = system.As(RegistrySystem.Engineer);
        await engineer.PromoteModelVersionAsync(PromoteOf("withdrawn", 1));
        var approver = system.As("another", "approver");
        (await Refused.WithAsync(StatusCode.InvalidArgument, () =>
            approver.WithdrawApprovalAsync(new WithdrawApprovalRequest { Model = "withdrawn", Version = 1 }).ResponseAsync))
            .Fields().ShouldBe(["reason"]);

        var withdrawn =
            await approver.WithdrawApprovalAsync(new WithdrawApprovalRequest { Model = "withdrawn", Version = 1, Reason = "unsafe" });

        (withdrawn.Approval, withdrawn.ApprovalDecidedBy, withdrawn.ApprovalReason, withdrawn.Aliases.Count)
            .ShouldBe((ApprovalState.Withdrawn, "another", "unsafe", 0));
        (await engineer.GetModelAsync(new GetModelRequest { Name = "withdrawn" })).Aliases.ShouldBeEmpty();
        (await Refused.WithAsync(StatusCode.FailedPrecondition, () =>
            engineer.PromoteModelVersionAsync(PromoteOf("withdrawn", 1)).ResponseAsync)).Rule().Type.ShouldBe("approved");
        (await system.System.ConsumeAsync<AliasRemoved>(Topics.Registry, m => m.Data.Model == "withdrawn"))
            .Data.ShouldBe(new AliasRemoved { Model = "withdrawn", Alias = "champion", Version = 1 });
        (await system.ApproveAsync("withdrawn", 1)).Approval.ShouldBe(ApprovalState.Approved);
    }

    [Fact]
    public async Task an_approval_that_has_expired_shows_so_and_promotes_nothing()
    {
        await system.VersionAsync("expiring");
        await system.As(RegistrySystem.Requester).RequestApprovalAsync(RequestOf("expiring"));
        var approver = system.As(RegistrySystem.Approver);
        var soon = new ApproveModelVersionRequest(ApproveOf("expiring"))
        {
            ValidUntil = TimeProvider.System.GetUtcNow().AddMilliseconds(500).ToTimestamp(),
        };
        var approved = await approver.ApproveModelVersionAsync(soon);
        (approved.Approval, approved.ApprovalValidUntil).ShouldBe((ApprovalState.Approved, soon.ValidUntil));

        await Eventually.HoldsAsync(async () =>
            (await approver.GetModelVersionAsync(new GetModelVersionRequest { Model = "expiring", Version = 1 }))
                .Approval == ApprovalState.Expired);

        (await Refused.WithAsync(StatusCode.FailedPrecondition, () =>
            approver.PromoteModelVersionAsync(PromoteOf("expiring", 1)).ResponseAsync)).Rule().Type.ShouldBe("approved");
        (await approver.ListModelVersionsAsync(new ListModelVersionsRequest { Model = "expiring", Approval = ApprovalState.Expired }))
            .Versions.Count.ShouldBe(1);
        (await approver.ListModelVersionsAsync(new ListModelVersionsRequest { Model = "expiring", Approval = ApprovalState.Approved }))
            .Versions.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_challenger_must_beat_the_version_that_holds_the_alias_when_it_is_put_forward_and_when_it_is_promoted()
    {
        await system.VersionAsync("challenged", rmse: 70);
        await system.AnotherVersionAsync("challenged", rmse: 69);
        await system.AnotherVersionAsync("challenged", rmse: 60);
        var gate = new Gate
        {
            Name = "best", Kind = "champion",
            Parameters = { ["metric"] = "test_rmse", ["alias"] = "champion", ["better"] = "lower", ["margin"] = "5" },
        };
        await system.As(RegistrySystem.Approver).DefineGateAsync(new DefineGateRequest { Model = "challenged", Gate = gate });
        var engineer = system.As(RegistrySystem.Engineer);
        foreach (var version in new[] { 1, 2, 3 }) await system.ApproveAsync("challenged", version);
        await engineer.PromoteModelVersionAsync(PromoteOf("challenged", 1));

        (await Refused.WithAsync(StatusCode.FailedPrecondition, () =>
            engineer.PromoteModelVersionAsync(PromoteOf("challenged", 2)).ResponseAsync)).Rule().Description
            .ShouldBe("challenged/2: gate 'best' is not passed: test_rmse is 69, which does not beat 70 of version 1, "
                + "which holds 'champion', by 5.");
        (await engineer.PromoteModelVersionAsync(PromoteOf("challenged", 3))).Aliases["champion"].ShouldBe(3);
    }

    private static DefineGateRequest GateOf(string model, string name, double threshold) => new()
    {
        Model = model,
        Gate = new Gate
        {
            Name = name, Kind = "metric",
            Parameters = { ["metric"] = "test_rmse", ["comparison"] = "less-than", ["threshold"] = $"{threshold}" },
        },
    };

    private static RequestApprovalRequest RequestOf(string model) => new() { Model = model, Version = 1 };

    private static ApproveModelVersionRequest ApproveOf(string model) => new() { Model = model, Version = 1, Reason = "good" };

    private static PromoteModelVersionRequest PromoteOf(string model, long version) =>
        new() { Model = model, Version = version, Alias = "champion" };
}
